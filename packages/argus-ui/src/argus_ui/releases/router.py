"""The list of releases."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_core.core import provide
from argus_core.hierarchy.service import HierarchyService
from argus_core.http.routes import PageRoutes
from argus_ui.releases.listing import listed
from argus_ui.shell import Shell

routes = PageRoutes("", name="main", tags=["pages"])


@routes.route("/releases")
async def releases(
    request: Request,
    shell: Annotated[Shell, Depends(provide(Shell))],
    hierarchy: Annotated[HierarchyService, Depends(provide(HierarchyService))],
) -> Response:
    """The enabled releases: active ones by name, then dormant ones."""
    shown = listed(await hierarchy.releases())
    return shell.page(request, "releases/Releases", title="Releases", props={"releases": shown})
