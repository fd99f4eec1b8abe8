"""The working area: the release tree and the selected tests."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.core import provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import OPEN
from argus_ui.shell import Shell

routes = PageRoutes("", name="main", tags=["pages"])

Shells = Annotated[Shell, Depends(provide(Shell))]


@routes.route("/", policy=OPEN)
async def home() -> Response:
    """The workspace is the first page."""
    return RedirectResponse("/workspace", 302)


@routes.route("/workspace", name="main.run_dashboard")
async def workspace(request: Request, shell: Shells) -> Response:
    """The release tree, and the tests that were chosen from it (`state`, read by the page)."""
    return shell.page(request, "workspace/Workspace", title="Dashboard")


@routes.route("/run_dashboard", name="main.run_dashboard")
async def run_dashboard(request: Request, shell: Shells) -> Response:
    """The former address of the workspace."""
    return shell.page(request, "workspace/Workspace", title="Dashboard")


@routes.route("/test_runs")
async def test_runs(request: Request, shell: Shells) -> Response:
    """A shared selection of tests (`state`, read by the page)."""
    return shell.page(request, "workspace/SharedTests", title="Test Runs")
