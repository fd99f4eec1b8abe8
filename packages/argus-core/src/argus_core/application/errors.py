"""What pages show when something fails."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.errors import ErrorKind
from argus_core.http.envelope import new_trace_id
from argus_core.http.plain_pages import plain_page
from argus_core.http.routes import ArgusRoute, as_argus_error, log_error
from argus_core.identity.policy import Refused
from argus_core.identity.redirects import target_of
from argus_core.observability.request import record_of
from argus_core.users.errors import UserServiceException

LOGIN_PAGE = "/auth/login"
PROFILE_PAGE = "/profile/"
NOT_ALLOWED = "Not authorized to access this area"


async def page_error(request: Request, error: Exception, route: ArgusRoute) -> Response:
    """The answer of a page for an error: the login form, the profile with a message, an error page with a trace id."""
    if isinstance(error, Refused):
        return _refused(request, error)
    if isinstance(error, UserServiceException):
        request.state.session.flash(" ".join(error.args), "error")
        return RedirectResponse(PROFILE_PAGE, 302)
    if isinstance(error, HTTPException):
        return plain_page(error.status_code, str(error.detail))
    known = as_argus_error(error, request)
    trace_id = new_trace_id()
    log_error(request, error, known, trace_id, route.name)
    status = known.kind.status(compat=False)
    record_of(request.scope).failed = not known.expected
    answer = plain_page(status, known.message, trace_id)
    if known.kind is ErrorKind.DATABASE:
        answer.headers["Retry-After"] = "30"
    return answer


def _refused(request: Request, error: Refused) -> Response:
    if error.cross_site:
        return plain_page(403, "This request came from another site.")
    session = request.state.session
    if error.anonymous:
        session.flash("Unauthorized, please login", "error")
        if request.method in ("GET", "HEAD"):
            raw = request.scope.get("raw_path") or request.scope["path"].encode()
            session["redirect_target"] = target_of(
                raw.decode("latin-1"), request.scope["query_string"].decode("latin-1")
            )
        return RedirectResponse(LOGIN_PAGE, 302)
    caller = request.state.caller
    if caller is not None and caller.is_confined:
        return plain_page(403, NOT_ALLOWED)
    session.flash(NOT_ALLOWED, "error")
    return RedirectResponse("/", 302)
