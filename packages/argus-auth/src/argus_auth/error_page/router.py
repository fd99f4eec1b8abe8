"""The page that refused logins and dead links lead to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from argus_core.core import core_of
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import OPEN
from argus_core.pages import Pages

routes = PageRoutes("/error", name="main", tags=["pages"])

KNOWN = {status.value: status.phrase for status in HTTPStatus}


@routes.route("/", policy=OPEN)
async def error(
    request: Request, kind: Annotated[str, Query(alias="type", description="Status from 400 to 599.")] = "400"
) -> Response:
    """An error page with that status (400 for anything else) and the pending messages."""
    status = int(kind) if kind.isascii() and kind.isdigit() and len(kind) == 3 and 400 <= int(kind) <= 599 else 400
    pages = core_of(request).of(Pages)
    phrase = KNOWN.get(status, "")
    return pages.render(
        request, "auth/error.html.j2", title=f"{status} Error", status=status, error=status, phrase=phrase
    )
