"""The entrance of the administration, and its list of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from argus_core.core import core_of
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.identity.policy import ADMIN
from argus_core.pages import Pages
from argus_core.users.rows import User
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

pages = PageRoutes("/admin", name="admin", tags=["administration"])
api = JsonRoutes("/admin/api/v1", name="admin.admin_api", tags=["administration"])

SECRETS = frozenset({"password", "api_token"})


class PrivilegedUser(BaseModel):
    """An account as administrators see it."""

    id: UUID
    username: str | None
    full_name: str | None
    email: str | None
    registration_date: datetime | None
    roles: list[str]
    picture_id: UUID | None
    service_user: bool | None


@pages.route("/", policy=ADMIN)
async def index(request: Request) -> Response:
    """Accounts and what they may do."""
    users = sorted(await core_of(request).users.all(), key=lambda user: user.username or "")
    return core_of(request).of(Pages).render(request, "admin/index.html.j2", title="Administration", users=users)


@api.get("/users", policy=ADMIN, summary="All accounts")
async def user_info(request: Request) -> dict[str, PrivilegedUser]:
    """Id to account, without password and token."""
    users = await core_of(request).users.all()
    return {str(user.id): privileged(user) for user in users}  # type: ignore[misc]  # typed for the document


def privileged(user: User) -> dict[str, Any]:
    """All columns but the secret ones."""
    return {name: value for name, value in user.as_dict().items() if name not in SECRETS}
