"""Password logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argus_auth.login.attempts import LoginAttempts
from argus_auth.login.errors import IncorrectPassword, PasswordLoginDisabled, UserNotFound
from argus_core.identity.passwords import verify_login_async
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core


class LoginService:
    """Checks names and passwords."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._attempts = core.of(LoginAttempts)
        self._methods = core.settings.login_methods

    async def by_password(self, username: str, password: str, *, address: str) -> User:
        """The account; an unknown name takes as long to refuse as a wrong password. Raises UserServiceException."""
        if "password" not in self._methods:
            raise PasswordLoginDisabled
        attempt = await self._attempts.begin(username, address)
        user = await self._users.by_username(username)
        fits = await verify_login_async(user.password if user else None, password)
        if user is None:
            raise UserNotFound
        if not fits:
            raise IncorrectPassword
        await self._attempts.take_back(attempt)
        return user
