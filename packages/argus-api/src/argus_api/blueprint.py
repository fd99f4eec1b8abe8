"""What argus-api gives to the server."""

from argus_api.client.runs.router import routes as client_runs
from argus_api.version.router import routes as version
from argus_core.blueprint import Blueprint

FEATURES = (version, client_runs)
"""Order matters where paths overlap: literal segments before parameters."""

BLUEPRINT = Blueprint(
    name="api",
    distribution="argus-alm-api",
    routes=[route for feature in FEATURES for route in feature.routes],
)
