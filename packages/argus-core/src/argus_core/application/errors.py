"""What pages show when something fails."""

from __future__ import annotations

import html
import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from argus_core.errors import ErrorKind
from argus_core.http.envelope import new_trace_id
from argus_core.http.routes import ArgusRoute, as_argus_error, log_error
from argus_core.identity.policy import Refused
from argus_core.identity.redirects import target_of

LOGIN_PAGE = "/auth/login"
NOT_ALLOWED = "Not authorized to access this area"

log = logging.getLogger("argus.pages")


async def page_error(request: Request, error: Exception, route: ArgusRoute) -> Response:
    """The answer of a page for an error: the login form, a refusal, or an error page with its trace id."""
    if isinstance(error, Refused):
        return _refused(request, error)
    if isinstance(error, HTTPException):
        return error_page(error.status_code, str(error.detail))
    known = as_argus_error(error, request)
    trace_id = new_trace_id()
    await log_error(request, error, known, trace_id, route.name)
    status = known.kind.status(compat=False)
    answer = error_page(status, known.message, trace_id)
    if known.kind is ErrorKind.DATABASE:
        answer.headers["Retry-After"] = "30"
    return answer


def _refused(request: Request, error: Refused) -> Response:
    if error.cross_site:
        return error_page(403, "This request came from another site.")
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
    if caller is not None and "ROLE_SSH_TUNNEL_SERVER" in caller.roles:
        return error_page(403, NOT_ALLOWED)
    session.flash(NOT_ALLOWED, "error")
    return RedirectResponse("/", 302)


def error_page(status: int, text: str, trace_id: str = "") -> Response:
    """A minimal page; all it shows is escaped."""
    shown = html.escape(text) or "Something went wrong."
    trace = f"<p>Trace id: <code>{html.escape(trace_id)}</code>" if trace_id else ""
    page = f"<!doctype html>\n<html lang=en>\n<title>{status}</title>\n<h1>{status}</h1>\n<p>{shown}{trace}\n"
    return HTMLResponse(page, status)
