"""What argus-admin gives to the server."""

from pathlib import Path

from argus_core.blueprint import Blueprint

from argus_admin.home.router import api, pages

FEATURES = (pages, api)

BLUEPRINT = Blueprint(
    name="admin",
    distribution="argus-alm-admin",
    routes=[route for feature in FEATURES for route in feature.routes],
    templates=[Path(__file__).parent / "templates"],
)
