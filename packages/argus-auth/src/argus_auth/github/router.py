"""Coming back from GitHub."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.github.service import GithubLogins
from argus_auth.sessions import PROFILE_PAGE, begin_session, flash_and_go, go, session_of
from argus_core.core import provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import OPEN
from argus_core.users.errors import UserServiceException

routes = PageRoutes("/profile/oauth", name="main", tags=["login"])

REFUSED = "/error/?type=403"
Logins = Annotated[GithubLogins, Depends(provide(GithubLogins))]


@routes.route("/github", policy=OPEN)
async def profile_oauth_github_callback(
    request: Request,
    logins: Logins,
    state: Annotated[str, Query(description="The `state` that the login page sent along.")] = "",
    code: Annotated[str, Query(description="What the access token is exchanged for.")] = "",
) -> Response:
    """Log in whoever GitHub sends back, if this browser was sent there from our login page."""
    session = session_of(request)
    expected = session.get("csrf_token")
    if not isinstance(expected, str) or not hmac.compare_digest(expected.encode(), state.encode()):
        return go(REFUSED)
    del session["csrf_token"]
    try:
        login = await logins.log_in(code, state=state)
    except UserServiceException as error:
        return flash_and_go(request, error.message, "error", REFUSED)
    mark = login.first_password_mark
    first_run = {"first_run_info": {"first_login": True, "mark": mark}} if mark else {}
    return go(begin_session(session, login.user_id, **first_run) or PROFILE_PAGE)
