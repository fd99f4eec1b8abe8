"""Logging in with a password, and logging out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.forms import form, form_document
from argus_auth.github.oauth import authorization_fields
from argus_auth.login.schemas import LoginForm
from argus_auth.login.service import LoginService
from argus_auth.sessions import LOGIN_PAGE, begin_session, flash_and_go, go, new_csrf_token, session_of, take_target
from argus_core.core import core_of, provide
from argus_core.errors import BadRequest
from argus_core.http.routes import PageRoutes
from argus_core.identity.callers import OptionalCaller
from argus_core.identity.policy import OPEN, Policy
from argus_core.pages import Pages
from argus_core.users.errors import UserServiceException

routes = PageRoutes("/auth", name="auth", tags=["login"])

SAME_SITE = Policy(login=False, check_origin=True)
"""Anybody, but no other site in a visitor's name."""

Logins = Annotated[LoginService, Depends(provide(LoginService))]
SentLogin = Annotated[LoginForm, Depends(form(LoginForm))]


@routes.route("/register", "GET", "POST", policy=OPEN)
async def register() -> Response:
    """Accounts are not made here any more."""
    return go(LOGIN_PAGE)


@routes.route("/login", policy=OPEN, name="auth.login")
async def login_page(request: Request, caller: OptionalCaller) -> Response:
    """The offered ways to log in; somebody who is logged in goes on to where it wanted to go."""
    session, core = session_of(request), core_of(request)
    if caller is not None:
        return go(take_target(session) or "/")
    methods = core.settings.login_methods
    return core.of(Pages).render(
        request,
        "auth/login.html.j2",
        title="Login",
        methods=methods,
        github=authorization_fields(core.settings, state=new_csrf_token(session)),
        cloudflare_now="cf" in methods and not session.get("manual_logout"),
    )


@routes.route("/login", "POST", policy=SAME_SITE, name="auth.login", openapi_extra=form_document(LoginForm))
async def login(request: Request, caller: OptionalCaller, sent: SentLogin, logins: Logins) -> Response:
    """Check name and password and begin a session."""
    session = session_of(request)
    if caller is not None:
        return go(take_target(session) or "/")
    if sent.username is None or sent.password is None:
        new_csrf_token(session)
        raise BadRequest(f"{'username' if sent.username is None else 'password'}: this field is required")
    address = request.client.host if request.client else ""
    try:
        user = await logins.by_password(sent.username, sent.password, address=address)
    except UserServiceException as error:
        new_csrf_token(session)
        return flash_and_go(request, error.message, "error", LOGIN_PAGE)
    assert user.id is not None  # noqa: S101  (the primary key)
    target = begin_session(session, user.id)
    new_csrf_token(session)
    return go(target or "/")


@routes.route("/logout", "POST", policy=OPEN)
async def logout(request: Request) -> Response:
    """End the session; the login page asks before it uses Cloudflare again."""
    session = session_of(request)
    session.clear()
    session["manual_logout"] = True
    return go(LOGIN_PAGE)
