"""Logging in with a password, and logging out."""

from __future__ import annotations

import secrets
from typing import Annotated

from argus_core.core import core_of, provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.callers import OptionalCaller
from argus_core.identity.policy import OPEN, Policy
from argus_core.identity.redirects import safe_target
from argus_core.pages import Pages
from fastapi import Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_auth.login.errors import UserServiceException
from argus_auth.login.service import LoginService

routes = PageRoutes("/auth", name="auth", tags=["login"])

Logins = Annotated[LoginService, Depends(provide(LoginService))]


@routes.route("/login", policy=OPEN, name="auth.login")
async def login_page(request: Request, caller: OptionalCaller) -> Response:
    """The form; somebody who is logged in goes on to where they wanted to go."""
    session = request.state.session
    if caller is not None:
        return RedirectResponse(safe_target(session.pop("redirect_target", None)) or "/", 302)
    session["csrf_token"] = secrets.token_hex(32)
    methods = core_of(request).settings.login_methods
    return core_of(request).of(Pages).render(request, "auth/login.html.j2", title="Login", methods=methods)


@routes.route("/login", "POST", policy=Policy(login=False, check_origin=True), name="auth.login")
async def login(
    request: Request,
    caller: OptionalCaller,
    logins: Logins,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
) -> Response:
    """Check name and password and start a session."""
    session = request.state.session
    if caller is not None:
        return RedirectResponse(safe_target(session.pop("redirect_target", None)) or "/", 302)
    try:
        user = await logins.by_password(username, password)
    except UserServiceException as error:
        session["csrf_token"] = secrets.token_hex(32)
        session.flash(error.message, "error")
        return RedirectResponse("/auth/login", 302)
    target = safe_target(session.get("redirect_target"))
    session.clear()
    session["user_id"] = str(user.id)
    session["csrf_token"] = secrets.token_hex(32)
    return RedirectResponse(target or "/", 302)


@routes.route("/logout", "POST", policy=OPEN)
async def logout(request: Request) -> Response:
    """End the session."""
    session = request.state.session
    session.clear()
    session["manual_logout"] = True
    return RedirectResponse("/auth/login", 302)
