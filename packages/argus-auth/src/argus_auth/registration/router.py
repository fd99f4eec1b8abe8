"""The registration page, open only to whom a session allows it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.forms import form_document, texts, upload_form, upload_of
from argus_auth.registration.schemas import Feedback, RegistrationForm
from argus_auth.registration.service import Registration
from argus_auth.sessions import PROFILE_PAGE, begin_session, go, session_of
from argus_core.core import core_of, provide
from argus_core.http.routes import PageRoutes
from argus_core.identity.policy import OPEN, Policy
from argus_core.identity.session import Session
from argus_core.pages import Pages
from argus_core.users.errors import UserServiceException

routes = PageRoutes("/profile/create", name="main", tags=["login"])

Registrations = Annotated[Registration, Depends(provide(Registration))]
NAME = "main.profile_user_create"


@routes.route("", policy=OPEN, name=NAME)
async def registration_page(request: Request) -> Response:
    """The form, filled in with what the login told."""
    session = allowed_session(request)
    known = {"email": "oauth_email", "username": "oauth_username", "full_name": "oauth_name"}
    form = RegistrationForm(**{name: str(session.get(key) or "") for name, key in known.items()})
    return _page(request, form, Feedback())


@routes.route(
    "",
    "POST",
    policy=Policy(login=False, check_origin=True),
    name=NAME,
    openapi_extra=form_document(RegistrationForm, file="avatar"),
)
async def register(request: Request, registrations: Registrations) -> Response:
    """Make the account and log in; or the form again, saying what is wrong."""
    session = allowed_session(request)
    form = RegistrationForm()
    try:
        async with upload_form(request) as sent:
            form, avatar = texts(sent, RegistrationForm), await upload_of(sent, "avatar")
        feedback = await registrations.feedback(form, locked_email=_locked_email(session))
        if not feedback.is_good:
            return _page(request, form, feedback)
        account = await registrations.create(form, avatar[0] if avatar else None)
    except UserServiceException as error:
        return _page(request, form, Feedback({"avatar": error.message}))
    begin_session(session, account.id, first_run_info={"first_login": True, "mark": account.first_password_mark})
    return go(PROFILE_PAGE)


def allowed_session(request: Request) -> Session:
    """The session, if it may register. Raises UserServiceException."""
    session = session_of(request)
    if not session.get("registration_allowed"):
        raise UserServiceException("Registration is not allowed at the moment.")
    return session


def _locked_email(session: Session) -> str | None:
    return str(session.get("oauth_email")) if session.get("lock_user_email") else None


def _page(request: Request, form: RegistrationForm, feedback: Feedback) -> Response:
    locked = bool(session_of(request).get("lock_user_email"))
    pages = core_of(request).of(Pages)
    return pages.render(
        request, "auth/create_user.html.j2", title="Create User", form=form, feedback=feedback, locked=locked
    )
