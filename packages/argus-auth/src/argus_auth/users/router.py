"""Who there is."""

from __future__ import annotations

from starlette.requests import Request

from argus_auth.users.schemas import PublicUser
from argus_core.core import core_of
from argus_core.http.routes import JsonRoutes

routes = JsonRoutes("/api/v1", name="api", tags=["users"])

PUBLIC = tuple(PublicUser.model_fields)


@routes.get("/users", summary="All accounts")
async def user_info(request: Request) -> dict[str, PublicUser]:
    """Id to account."""
    users = await core_of(request).users.all()
    return {str(user.id): {name: getattr(user, name) for name in PUBLIC} for user in users}  # type: ignore[misc]  # typed for the document
