"""The first page: what ran lately."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.core import core_of, provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import OPEN
from argus_core.pages import Pages
from argus_core.runs.latest import LatestRuns

routes = PageRoutes("", name="main", tags=["pages"])


@routes.route("/", policy=OPEN)
async def home() -> Response:
    """The workspace is the first page."""
    return RedirectResponse("/workspace", 302)


@routes.route("/workspace", name="main.run_dashboard")
async def workspace(request: Request, latest: Annotated[LatestRuns, Depends(provide(LatestRuns))]) -> Response:
    """The latest run of each test of the active releases, newest first."""
    runs = await latest.newest(100)
    return core_of(request).of(Pages).render(request, "ui/workspace.html.j2", title="Dashboard", runs=runs)
