"""Logging in through Cloudflare Access, which adds an assertion to the requests that it lets pass."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.cloudflare.errors import AssertionRefused
from argus_auth.cloudflare.service import CloudflareLogins, Newcomer
from argus_auth.sessions import LOGIN_PAGE, PROFILE_PAGE, begin_session, flash_and_go, go, session_of
from argus_core.core import provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import Policy
from argus_core.identity.session import Session
from argus_core.users.rows import User

routes = PageRoutes("/auth", name="auth", tags=["login"])

Logins = Annotated[CloudflareLogins, Depends(provide(CloudflareLogins))]
AssertionHeader = Annotated[str, Header(alias="Cf-Access-Jwt-Assertion", description="Added by Cloudflare.")]


@routes.route("/login/cf", "POST", policy=Policy(login=False, check_origin=True))
async def cf_login(request: Request, logins: Logins, assertion: AssertionHeader = "") -> Response:
    """Begin a session for whoever Cloudflare vouches for. The answer always sets a cookie, which clients read."""
    session = session_of(request)
    if not logins.enabled or not assertion:
        session["manual_logout"] = True
        return go(LOGIN_PAGE)
    try:
        somebody = await logins.who(assertion)
    except AssertionRefused as error:
        session["manual_logout"] = True  # or the login page would try again by itself, for ever
        return flash_and_go(request, error.message, "error", LOGIN_PAGE)
    if isinstance(somebody, Newcomer):
        return _begin_registration(session, somebody)
    return _begin(session, somebody)


def _begin(session: Session, user: User) -> Response:
    assert user.id is not None  # noqa: S101  (the primary key)
    return go(begin_session(session, user.id, auth_via_cf=True) or PROFILE_PAGE)


def _begin_registration(session: Session, newcomer: Newcomer) -> Response:
    session.update(
        registration_allowed=True,
        lock_user_email=True,
        auth_via_cf=True,
        oauth_email=newcomer.email,
        oauth_username=newcomer.username,
        oauth_name=newcomer.full_name,
    )
    return go("/profile/create")
