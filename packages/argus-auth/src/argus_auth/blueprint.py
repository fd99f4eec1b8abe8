"""What argus-auth gives to the server."""

from pathlib import Path

from argus_core.blueprint import Blueprint

from argus_auth.login.router import routes as login

FEATURES = (login,)

BLUEPRINT = Blueprint(
    name="auth",
    distribution="argus-alm-auth",
    routes=[route for feature in FEATURES for route in feature.routes],
    templates=[Path(__file__).parent / "templates"],
)
