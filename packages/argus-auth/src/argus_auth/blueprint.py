"""What argus-auth gives to the server."""

from pathlib import Path

from argus_auth.cloudflare.router import routes as cloudflare
from argus_auth.error_page.router import routes as error_page
from argus_auth.github.router import routes as github
from argus_auth.impersonation.router import routes as impersonation
from argus_auth.login.router import routes as login
from argus_auth.pictures.router import own as own_picture
from argus_auth.pictures.router import stored as stored_pictures
from argus_auth.profile.router import routes as profile
from argus_auth.registration.router import routes as registration
from argus_auth.startup import lifespan
from argus_auth.tokens.router import api as tokens
from argus_auth.tokens.router import pages as token_pages
from argus_auth.users.router import routes as users
from argus_core.blueprint import Blueprint

FEATURES = (
    login,
    cloudflare,
    github,
    impersonation,
    registration,
    profile,
    own_picture,
    stored_pictures,
    tokens,
    token_pages,
    users,
    error_page,
)

BLUEPRINT = Blueprint(
    name="auth",
    distribution="argus-alm-auth",
    routes=[route for feature in FEATURES for route in feature.routes],
    lifespan=lifespan,
    templates=[Path(__file__).parent / "templates"],
)
