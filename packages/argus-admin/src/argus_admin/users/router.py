"""Accounts: the list and what administrators change."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from argus_admin.users.schemas import NewEmail, NewPassword, PrivilegedUser
from argus_admin.users.service import UserAdministration
from argus_core.core import core_of, provide
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.http.types import AnyUuid
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import ADMIN
from argus_core.pages import Pages
from argus_core.users.accounts import Accounts
from argus_core.users.rows import User

pages = PageRoutes("/admin", name="admin", tags=["administration"])
api = JsonRoutes("/admin/api/v1", name="admin.admin_api", tags=["administration"])

UserIdPath = Annotated[AnyUuid, Path(alias="user_id", description="Id of the account.")]
Administration = Annotated[UserAdministration, Depends(provide(UserAdministration))]
AccountChanges = Annotated[Accounts, Depends(provide(Accounts))]
SHOWN = tuple(PrivilegedUser.model_fields)


@pages.route("/users", policy=ADMIN, name="admin.index")
async def users_page(request: Request) -> Response:
    """Accounts and what they may do."""
    users = sorted(await core_of(request).users.all(), key=lambda user: (user.username or "", str(user.id)))
    return core_of(request).of(Pages).render(request, "admin/users.html.j2", title="Admin Area - Users", users=users)


@api.get("/users", policy=ADMIN, summary="All accounts")
async def user_info(request: Request) -> dict[str, PrivilegedUser]:
    """Id to account, without password and token."""
    users = await core_of(request).users.all()
    return {str(user.id): _privileged(user) for user in users}  # type: ignore[misc]  # typed for the document


@api.post("/user/{user_id}/email/set", policy=ADMIN, summary="Change an address")
async def user_change_email(
    user_id: UserIdPath, body: NewEmail, caller: CurrentCaller, administration: Administration
) -> bool:
    """The address is kept as it is written."""
    await administration.change_email(user_id, body.email, by=caller.id)
    return True


@api.post("/user/{user_id}/password/set", policy=ADMIN, summary="Set a password")
async def user_change_password(
    user_id: UserIdPath, body: NewPassword, caller: CurrentCaller, administration: Administration
) -> bool:
    """The old one is not asked for; sessions and tokens stay valid."""
    await administration.set_password(user_id, body.password, by=caller.id)
    return True


@api.post("/user/{user_id}/admin/toggle", policy=ADMIN, summary="Make or unmake an administrator")
async def user_toggle_admin(user_id: UserIdPath, caller: CurrentCaller, accounts: AccountChanges) -> bool:
    """Not oneself, and no service account of a tunnel."""
    await accounts.toggle_admin(user_id, by=caller.id)
    return True


@api.post("/user/{user_id}/delete", policy=ADMIN, summary="Delete an account")
async def user_delete(user_id: UserIdPath, caller: CurrentCaller, administration: Administration) -> bool:
    """With its tokens, keys and picture; what it wrote stays."""
    await administration.delete(user_id, by=caller.id)
    return True


def _privileged(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in SHOWN}
