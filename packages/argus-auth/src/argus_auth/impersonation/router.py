"""Administrators who act as somebody else."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.forms import form, form_document
from argus_auth.impersonation.schemas import ImpersonationForm
from argus_auth.impersonation.service import Impersonation
from argus_auth.sessions import PROFILE_PAGE, go, session_of
from argus_core.core import core_of, provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import ADMIN
from argus_core.pages import Pages
from argus_core.users.errors import UserServiceException

routes = PageRoutes("/auth/admin/impersonate", name="auth", tags=["impersonation"])

Impersonations = Annotated[Impersonation, Depends(provide(Impersonation))]
SentForm = Annotated[ImpersonationForm, Depends(form(ImpersonationForm))]
ORIGINAL = "original_user"


@routes.route("", policy=ADMIN, name="auth.switch_user")
async def switch_user_page(request: Request, impersonations: Impersonations) -> Response:
    """Service accounts to choose from."""
    users = await impersonations.service_users()
    return core_of(request).of(Pages).render(request, "auth/user_switch.html.j2", title="User Switch", users=users)


@routes.route("", "POST", policy=ADMIN, name="auth.switch_user", openapi_extra=form_document(ImpersonationForm))
async def switch_user(
    request: Request, caller: CurrentCaller, sent: SentForm, impersonations: Impersonations
) -> Response:
    """Act as another account from now on."""
    session = session_of(request)
    if sent.user_id and session.get(ORIGINAL):
        raise UserServiceException("Cannot impersonate while already impersonating a user.")
    user_id = await impersonations.start(caller, sent.user_id)
    session.update({ORIGINAL: str(caller.id), "user_id": str(user_id)})
    return go(PROFILE_PAGE)


@routes.route("/stop", "POST")
async def stop_impersonation(request: Request, caller: CurrentCaller, impersonations: Impersonations) -> Response:
    """Be oneself again."""
    session = session_of(request)
    original = session.get(ORIGINAL)
    if not original:
        raise UserServiceException("No impersonation in progress.")
    admin_id = await impersonations.stop(original, caller)
    if admin_id is None:
        session.clear()
        return go(PROFILE_PAGE)
    del session[ORIGINAL]
    session["user_id"] = str(admin_id)
    return go(PROFILE_PAGE)
