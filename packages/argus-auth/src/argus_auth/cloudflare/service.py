"""Which account somebody from Cloudflare Access is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argus_auth.cloudflare.assertions import Assertions
from argus_core.identity.names import suggested_full_name, suggested_username
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with a proven address and no account, and what is suggested for one."""

    email: str
    username: str
    full_name: str


class CloudflareLogins:
    """Finds accounts by the addresses that Cloudflare Access vouches for."""

    def __init__(self, core: Core) -> None:
        self.enabled = "cf" in core.settings.login_methods
        self._assertions = core.of(Assertions)
        self._users = core.users

    async def who(self, assertion: str) -> User | Newcomer:
        """The account with the asserted address (as written, else in lower case). Raises AssertionRefused."""
        email = await self._assertions.email(assertion)
        user = await self._users.by_email(email)
        if user is None and email != email.lower():
            user = await self._users.by_email(email.lower())
        return user or Newcomer(email, suggested_username(email), suggested_full_name(email))
