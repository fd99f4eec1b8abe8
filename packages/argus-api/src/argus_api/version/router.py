"""Which version runs."""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request

from argus_core.http.routes import JsonRoutes
from argus_core.identity.policy import OPEN

routes = JsonRoutes("/api/v1", name="api", tags=["server"])


class Version(BaseModel):
    """What is deployed."""

    commit_id: str = Field(description="Commit of the deployment, or `version_unknown`.")
    packages: dict[str, str] = Field(description="Versions of the installed Argus packages.")


@routes.get("/version", policy=OPEN, summary="Running version")
async def app_version(request: Request) -> Version:
    """The deployed commit and the versions of the packages; also a cheap way to see whether the server answers."""
    version: Version = request.app.state.version
    return version
