"""Checking a registration and making the account."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from argus_auth.registration.schemas import Feedback, RegistrationForm
from argus_core.clock import epoch_now
from argus_core.identity.names import is_email, is_new_username
from argus_core.pictures.kinds import OTHER, kind_of
from argus_core.pictures.service import Pictures, Upload
from argus_core.users.accounts import LONGEST_FULL_NAME, USERNAME_RULE, Accounts, NewAccount
from argus_core.users.errors import UserServiceException

if TYPE_CHECKING:
    from argus_core.core import Core


class Registration:
    """Makes accounts for people whose address is proven."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._accounts = core.of(Accounts)
        self._pictures = core.of(Pictures)

    async def feedback(self, form: RegistrationForm, *, locked_email: str | None) -> Feedback:
        """What is wrong with the fields. `locked_email`: the only address that may be registered."""
        if locked_email is not None and form.email != locked_email:
            return Feedback({"email": "Email changed while being locked to oauth one."})
        same_name, same_email = await asyncio.gather(
            self._users.by_username(form.username), self._users.by_email(form.email)
        )
        checks = (
            ("username", "@" in form.username, "Cannot use '@' in the username."),
            ("username", same_name is not None, "This username is already taken."),
            ("username", not is_new_username(form.username), USERNAME_RULE),
            ("email", not is_email(form.email), "Invalid email."),
            ("email", same_email is not None, "This email is already taken."),
            ("full_name", not form.full_name, "No display name provided."),
            ("full_name", len(form.full_name) > LONGEST_FULL_NAME, "The display name is too long."),
        )
        found = Feedback()
        for name, is_wrong, text in checks:
            if is_wrong:
                found.problems.setdefault(name, text)
        return found

    async def create(self, form: RegistrationForm, avatar: Upload | None) -> NewAccount:
        """The account. Raises UserServiceException for an avatar that is no picture; nothing is stored then."""
        picture_id = None
        if avatar is not None and avatar.content:
            kind = kind_of(avatar.content)
            if kind is None:
                raise UserServiceException(f"Expected image/*, got {OTHER} for user avatar.")
            filename = f"{form.username}_{epoch_now()}{kind.extension}"
            picture_id = await self._pictures.save(Upload(avatar.content, filename))
        return await self._accounts.create(
            username=form.username, full_name=form.full_name, email=form.email, picture_id=picture_id
        )
