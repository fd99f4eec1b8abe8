"""The entrance of the administration."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from argus_core.core import core_of
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.identity.policy import ADMIN
from argus_core.pages import Pages

pages = PageRoutes("/admin", name="admin", tags=["administration"])
api = JsonRoutes("/admin/api/v1", name="admin.admin_api", tags=["administration"])


class ApiVersion(BaseModel):
    """Version of the administration's API."""

    version: str


@pages.route("/", policy=ADMIN)
async def index(request: Request) -> Response:
    """What can be administered."""
    return core_of(request).of(Pages).render(request, "admin/index.html.j2", title="Admin Area - Home")


@api.get("/", policy=ADMIN, model=ApiVersion, name="admin.admin_api.index", summary="Version of this API")
async def api_index() -> ApiVersion:
    """Tells administrators from others, too."""
    return ApiVersion(version="v1")
