"""Making and changing accounts: the rules that hold wherever it is done from."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from argus_core.clock import utc_now
from argus_core.errors import DocumentNotFound
from argus_core.identity.names import LONGEST_USERNAME, is_email, is_new_username
from argus_core.identity.passwords import (
    hash_password_async,
    new_password_problem,
    unusable_password,
    verify_password_async,
)
from argus_core.identity.roles import Role
from argus_core.identity.tokens import new_account_token, temporary_password
from argus_core.users.errors import UserServiceException
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

LONGEST_FULL_NAME = 200

log = logging.getLogger("argus.accounts")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made. `first_password_mark` entitles its owner to a first password, once."""

    id: UUID
    first_password_mark: str


class Accounts:
    """Changes of accounts. Refusals are UserServiceException, with a sentence for people."""

    def __init__(self, core: Core) -> None:
        self._users = core.users

    async def get(self, user_id: UUID) -> User:
        """The account as it is now. Raises DocumentNotFound."""
        user = await self._users.by_id(user_id, fresh=True)
        if user is None:
            raise DocumentNotFound("User", user_id)
        return user

    # ---- names and addresses -------------------------------------------------------------------------------------
    async def change_full_name(self, user: User, full_name: str) -> None:
        """Change the name that is shown."""
        if not full_name or len(full_name) > LONGEST_FULL_NAME:
            raise UserServiceException("Incorrect new name")
        await self._users.change(user, full_name=full_name)

    async def change_username(self, user: User, username: str) -> None:
        """Change the name that logs in."""
        if not username:
            raise UserServiceException("Missing username in payload")
        await self._refuse_taken(user, await self._users.by_username(username), "This username is already taken.")
        if "@" in username:
            raise UserServiceException("Cannot use '@' in the username")
        if username != user.username and not is_new_username(username):
            raise UserServiceException(USERNAME_RULE)
        await self._users.change(user, username=username)

    async def change_email(self, user: User, email: str) -> None:
        """Change the address; it is kept as it is written."""
        await self._refuse_taken(user, await self._users.by_email(email), "This email is already taken.")
        if not is_email(email):
            raise UserServiceException("Invalid email.")
        await self._users.change(user, email=email)

    # ---- passwords -----------------------------------------------------------------------------------------------
    async def change_password(self, user: User, old: str, new: str) -> None:
        """Change the own password; the old one proves whose it is."""
        if not await verify_password_async(user.password, old):
            raise UserServiceException("Old password is incorrect")
        await self.set_password(user, new)

    async def set_password(self, user: User, new: str) -> None:
        """Set a password, whatever was there before."""
        problem = new_password_problem(new)
        if problem is not None:
            raise UserServiceException(problem)
        await self._users.change(user, password=await hash_password_async(new))

    async def issue_first_password(self, user_id: UUID, mark: str) -> str | None:
        """The first password of an account, to be shown this once; None when it was issued or replaced before.

        It is made when it is shown, so that it is kept nowhere: neither in a cookie nor on the server.
        """
        user = await self._users.by_id(user_id, fresh=True)
        if user is None or user.password is None or _mark_of(user.password) != mark:
            return None
        text = temporary_password()
        hashed = await hash_password_async(text)
        issued = await self._users.change_if(user_id, "password", hashed, expected=user.password)
        return text if issued else None

    # ---- tokens --------------------------------------------------------------------------------------------------
    async def token(self, user_id: UUID) -> str:
        """The API token of an account; one without gets one. Of two first readings at once both get the same."""
        user = await self.get(user_id)
        if user.api_token:
            return user.api_token
        token = new_account_token()
        if await self._users.change_if(user_id, "api_token", token, expected=user.api_token):
            return token
        return (await self.get(user_id)).api_token or token

    async def replace_token(self, user: User) -> None:
        """A new API token; the old one is dead at once."""
        await self._users.change(user, api_token=new_account_token())
        log.info("User %s has a new API token.", user.id)

    # ---- accounts ------------------------------------------------------------------------------------------------
    async def create(
        self, *, username: str, full_name: str, email: str | None, picture_id: UUID | None = None
    ) -> NewAccount:
        """An ordinary account, with a password that nobody knows until `issue_first_password`.

        Whoever calls has checked the names.
        """
        user_id, stored = uuid4(), unusable_password()
        given = {"email": email, "picture_id": picture_id}
        await self._users.add(
            id=user_id,
            username=username,
            full_name=full_name,
            password=stored,
            registration_date=utc_now(),
            roles=[Role.USER.value],
            service_user=False,
            **{column: value for column, value in given.items() if value is not None},
        )
        log.info("Created user %s (%s).", username, user_id)
        return NewAccount(user_id, _mark_of(stored))

    async def toggle_admin(self, user_id: UUID, *, by: UUID) -> None:
        """Give or take the role of an administrator."""
        if user_id == by:
            raise UserServiceException("Cannot toggle admin role from yourself.")
        user = await self.get(user_id)
        if Role.SSH_TUNNEL_SERVER in user.roles:
            raise UserServiceException("Cannot toggle admin role of a tunnel service user.")
        roles = [*user.roles]
        if Role.ADMIN in roles:
            roles.remove(Role.ADMIN)
        else:
            roles.append(Role.ADMIN.value)
        await self._users.change(user, roles=roles)
        log.info("Admin %s changed the roles of user %s to %s.", by, user_id, ", ".join(roles))

    @staticmethod
    async def _refuse_taken(user: User, found: User | None, sentence: str) -> None:
        if found is not None and found.id != user.id:
            raise UserServiceException(sentence)


USERNAME_RULE = f"A username has 1 to {LONGEST_USERNAME} letters, digits, dots, underscores and dashes."


def _mark_of(stored: str) -> str:
    """Tells one stored password from another without giving it away."""
    return hashlib.sha256(stored.encode()).hexdigest()[:32]
