"""Beginning sessions, and where browsers go on to."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.identity.redirects import safe_target
from argus_core.identity.session import REDIRECT_TARGET, Session

LOGIN_PAGE = "/auth/login"
PROFILE_PAGE = "/profile/"


def session_of(request: Request) -> Session:
    """The session of a request."""
    session: Session = request.state.session
    return session


def go(path: str) -> Response:
    """Send the browser to a path of this server; after a POST it asks with GET."""
    return RedirectResponse(path, 302, {"Content-Type": "text/html; charset=utf-8"})


def flash_and_go(request: Request, message: str, category: str, path: str = PROFILE_PAGE) -> Response:
    """Send the browser to a page that shows a message."""
    session_of(request).flash(message, category)
    return go(path)


def take_target(session: Session) -> str | None:
    """Where somebody wanted to go before the login, once; None when nowhere, or to another server."""
    return safe_target(session.pop(REDIRECT_TARGET, None))


def new_csrf_token(session: Session) -> str:
    """A fresh `state` for logins elsewhere: 64 hexadecimal digits."""
    token = session["csrf_token"] = secrets.token_hex(32)
    return token


def begin_session(session: Session, user_id: UUID, **more: Any) -> str | None:
    """Forget whoever was logged in before and log an account in; gives where it wanted to go."""
    target = take_target(session)
    session.clear()
    session["user_id"] = str(user_id)
    session.update(more)
    return target
