"""What argus-ui gives to the server."""

from pathlib import Path

from argus_core.blueprint import Blueprint
from argus_ui.workspace.router import routes as workspace

FEATURES = (workspace,)

BLUEPRINT = Blueprint(
    name="ui",
    distribution="argus-alm-ui",
    routes=[route for feature in FEATURES for route in feature.routes],
    templates=[Path(__file__).parent / "templates"],
)
