"""Looking up accounts, with a cache that local writes empty."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.errors import MultipleDocumentsFound
from argus_core.users.repository import UserRepository
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

LONGEST_LOOKED_UP = 1000
"""Characters; no name, address or token is longer, and an index cannot look up texts of any length."""


class Users:
    """Accounts by id, token, name, address.

    Rights and tokens of other workers' changes take effect after at most `CACHE_SECONDS`; changes made through
    `change` take effect at once in this worker.
    """

    def __init__(self, core: Core) -> None:
        self.repository = UserRepository(core.database)
        self._by_token: AgingCache[str, User] = AgingCache(core.settings.cache_seconds)
        self._by_id: AgingCache[UUID, User] = AgingCache(core.settings.cache_seconds)
        self._all: AgingCache[str, list[User]] = AgingCache(core.settings.cache_seconds)

    async def by_token(self, token: str, *, fresh: bool = False) -> User | None:
        """The account with this API token; fresh: read now. Raises MultipleDocumentsFound when the data is damaged."""
        if fresh:
            self._by_token.drop(token)
        if not _is_storable(token):
            return None
        return await self._by_token.get_or(token, lambda: self._one("token", self.repository.by_token(token)))

    async def by_session_id(self, text: object, *, fresh: bool = False) -> User | None:
        """The account that a session names; None for anything that is no id of an account."""
        try:
            user_id = UUID(str(text))
        except ValueError:
            return None
        return await self.by_id(user_id, fresh=fresh)

    async def by_id(self, user_id: UUID, *, fresh: bool = False) -> User | None:
        """The account with this id; fresh: read now, whatever is kept."""
        if fresh:
            self._by_id.drop(user_id)
        return await self._by_id.get_or(user_id, lambda: self.repository.by_id(user_id))

    async def by_username(self, username: str) -> User | None:
        """The account with this name, read afresh. Raises MultipleDocumentsFound when the data is damaged."""
        return await self._one(username, self.repository.by_username(username)) if _is_storable(username) else None

    async def by_email(self, email: str) -> User | None:
        """The account with this address, read afresh. Raises MultipleDocumentsFound when the data is damaged."""
        return await self._one(email, self.repository.by_email(email)) if _is_storable(email) else None

    async def all(self) -> list[User]:
        """Every account."""
        return await self._all.get_or("all", self.repository.all) or []

    async def change(self, user: User, **columns: Any) -> None:
        """Change columns of an account and forget what is kept of it."""
        assert user.id is not None  # noqa: S101  (the primary key)
        await asyncio.gather(*(self.repository.set_column(user.id, column, value) for column, value in columns.items()))
        self.forget()

    async def change_if(self, user_id: UUID, column: str, value: Any, *, expected: Any) -> bool:
        """Change a column unless somebody changed it meanwhile; whether it was changed."""
        changed = await self.repository.set_column_if(user_id, column, value, expected)
        self.forget()
        return changed

    async def add(self, **columns: Any) -> None:
        """A new account."""
        await self.repository.insert(columns)
        self.forget()

    async def remove(self, user_id: UUID) -> None:
        """Delete the row of an account."""
        await self.repository.delete(user_id)
        self.forget()

    def forget(self) -> None:
        """Forget all that is kept, after a write."""
        self._by_token.clear()
        self._by_id.clear()
        self._all.clear()

    @staticmethod
    async def _one(what: str, reading: Any) -> User | None:
        found: list[User] = await reading
        if len(found) > 1:
            raise MultipleDocumentsFound("User", "this token" if what == "token" else what)
        return found[0] if found else None


def _is_storable(text: str) -> bool:
    """Whether an indexed column may hold a text at all; the database refuses to look up others."""
    return 0 < len(text) <= LONGEST_LOOKED_UP and not any("\ud800" <= character <= "\udfff" for character in text)
