"""Password logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argus_core.identity.passwords import (
    hash_password_async,
    needs_rehash,
    verify_against_dummy_async,
    verify_password_async,
)
from argus_core.users.rows import User

from argus_auth.login.errors import IncorrectPassword, PasswordLoginDisabled, UserNotFound

if TYPE_CHECKING:
    from argus_core.core import Core


class LoginService:
    """Checks names and passwords."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._methods = core.settings.login_methods

    async def by_password(self, username: str, password: str) -> User:
        """The account; an unknown name takes as long to refuse as a wrong password. Raises UserServiceException."""
        if "password" not in self._methods:
            raise PasswordLoginDisabled
        user = await self._users.by_username(username)
        if user is None:
            await verify_against_dummy_async(password)
            raise UserNotFound
        if not await verify_password_async(user.password, password):
            raise IncorrectPassword
        if user.password is not None and needs_rehash(user.password):
            await self._users.change(user, password=await hash_password_async(password))
        return user
