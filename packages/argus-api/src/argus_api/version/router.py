"""Which version runs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request

from argus_core.http.routes import JsonRoutes
from argus_core.identity.callers import OptionalCaller
from argus_core.identity.policy import OPEN
from argus_core.identity.roles import Role

routes = JsonRoutes("/api/v1", name="api", tags=["server"])


class Version(BaseModel):
    """What is deployed."""

    commit_id: str = Field(description="Commit of the deployment, or `version_unknown`.")
    packages: dict[str, str] = Field({}, description="Versions of the Argus packages; only for callers with a login.")


@routes.get("/version", policy=OPEN, summary="Running version")
async def app_version(request: Request, caller: OptionalCaller) -> Version:
    """The deployed commit; also a cheap way to see whether the server answers. Strangers are not told more."""
    version: Any = request.app.state.version
    known = caller is not None and Role.SSH_TUNNEL_SERVER not in caller.roles
    packages = {"packages": version.packages} if known else {}
    return {"commit_id": version.commit_id, **packages}  # type: ignore[return-value]  # typed for the document
