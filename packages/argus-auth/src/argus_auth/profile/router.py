"""The profile page and its forms. What is refused becomes a message on the page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.forms import form, form_document
from argus_auth.profile.schemas import EmailForm, FullNameForm, PasswordForm, UsernameForm
from argus_auth.profile.service import ProfileService
from argus_auth.sessions import flash_and_go, session_of
from argus_core.core import core_of, provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.callers import Caller, CurrentCaller
from argus_core.pages import Pages
from argus_core.users.accounts import Accounts

routes = PageRoutes("/profile", name="main", tags=["profile"])

AccountChanges = Annotated[Accounts, Depends(provide(Accounts))]
Profiles = Annotated[ProfileService, Depends(provide(ProfileService))]


@routes.route("/")
async def profile(request: Request, caller: CurrentCaller, profiles: Profiles) -> Response:
    """The own account; a first password and a new token are shown this once."""
    session = session_of(request)
    shown = await profiles.profile(
        caller,
        impersonated=_impersonated(request, caller),
        first_run=session.pop("first_run_info", None),
        new_token=bool(session.pop("token_generated", None)),
    )
    page = core_of(request).of(Pages).render(request, "auth/profile.html.j2", title="Profile", profile=shown)
    page.headers["Cache-Control"] = "no-store"
    return page


@routes.route("/update/name", "POST", openapi_extra=form_document(FullNameForm))
async def update_full_name(
    request: Request,
    caller: CurrentCaller,
    sent: Annotated[FullNameForm, Depends(form(FullNameForm))],
    accounts: AccountChanges,
) -> Response:
    """Change the name that is shown."""
    await accounts.change_full_name(caller.user, sent.new_name)
    return flash_and_go(request, "Successfully changed name!", "success")


@routes.route("/update/username", "POST", openapi_extra=form_document(UsernameForm))
async def update_user_name(
    request: Request,
    caller: CurrentCaller,
    sent: Annotated[UsernameForm, Depends(form(UsernameForm))],
    accounts: AccountChanges,
) -> Response:
    """Change the name that logs in."""
    await accounts.change_username(caller.user, sent.new_username)
    return flash_and_go(request, "Successfully changed username!", "success")


@routes.route("/update/email", "POST", openapi_extra=form_document(EmailForm))
async def update_email(
    request: Request,
    caller: CurrentCaller,
    sent: Annotated[EmailForm, Depends(form(EmailForm))],
    profiles: Profiles,
) -> Response:
    """Change the address."""
    await profiles.change_email(caller, sent.new_email, impersonated=_impersonated(request, caller))
    return flash_and_go(request, "Successfully changed email!", "success")


@routes.route("/update/password", "POST", openapi_extra=form_document(PasswordForm))
async def update_password(
    request: Request,
    caller: CurrentCaller,
    sent: Annotated[PasswordForm, Depends(form(PasswordForm))],
    profiles: Profiles,
) -> Response:
    """Change the password."""
    await profiles.change_password(caller, sent)
    return flash_and_go(request, "Successfully changed password!", "success")


def _impersonated(request: Request, caller: Caller) -> bool:
    """Whether an administrator acts as the caller; a token always is its owner."""
    return caller.by_cookie and bool(session_of(request).get("original_user"))
