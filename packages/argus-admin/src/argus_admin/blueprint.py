"""What argus-admin gives to the server."""

from pathlib import Path

from argus_admin.home.router import api as home_api
from argus_admin.home.router import pages as home
from argus_admin.jobs.router import routes as jobs
from argus_admin.tunnels.router import routes as tunnels
from argus_admin.users.router import api as users
from argus_admin.users.router import pages as users_page
from argus_core.blueprint import Blueprint

FEATURES = (home, home_api, users_page, users, tunnels, jobs)

BLUEPRINT = Blueprint(
    name="admin",
    distribution="argus-alm-admin",
    routes=[route for feature in FEATURES for route in feature.routes],
    templates=[Path(__file__).parent / "templates"],
)
