"""Which version runs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
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
    packages: dict[str, str] = Field({}, description="Versions of the Argus packages; only when they are asked for.")


@routes.get("/version", policy=OPEN, summary="Running version")
async def app_version(
    request: Request,
    caller: OptionalCaller,
    packages: Annotated[bool, Query(description="Tell packages, too.")] = False,
) -> Version:
    """The deployed commit; a cheap way to see whether the server answers. Strangers are not told the packages."""
    version: Any = request.app.state.version
    known = packages and caller is not None and Role.SSH_TUNNEL_SERVER not in caller.roles
    more = {"packages": version.packages} if known else {}
    return {"commit_id": version.commit_id, **more}  # type: ignore[return-value]  # typed for the document
