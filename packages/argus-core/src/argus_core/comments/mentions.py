"""Whom a comment mentions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.comments.text import mention_candidates
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

FEW_NAMES = 20
"""Up to so many names are looked up one by one; for more of them all accounts are read, once."""


class Mentions:
    """Finds accounts by what a text or a client says."""

    def __init__(self, core: Core) -> None:
        self._users = core.users

    async def find(self, text: str, given: Iterable[str], author: UUID) -> list[UUID]:
        """Accounts that a text mentions, and those that a client named by id or name. The author is left out, and so
        is whoever does not exist."""
        candidates = mention_candidates(text)
        ids, names = _sorted_out(given)
        known = await self._by_name({name for group in candidates for name in group} | names)
        accounts = await asyncio.gather(*(self._users.by_id(user_id) for user_id in ids))
        named = [known[name] for name in names if name in known]
        meant = [next((known[name] for name in group if name in known), None) for group in candidates]
        found = {user.id: None for user in (*meant, *named, *accounts) if user is not None and user.id is not None}
        found.pop(author, None)
        return list(found)

    async def _by_name(self, names: set[str]) -> dict[str, User]:
        if len(names) > FEW_NAMES:
            return {user.username: user for user in await self._users.all() if user.username in names}
        found = await asyncio.gather(*(self._users.by_username(name) for name in names))
        return {user.username: user for user in found if user is not None and user.username}


def _sorted_out(given: Iterable[str]) -> tuple[set[UUID], set[str]]:
    """Ids, and names with or without an `@` before them."""
    ids, names = set(), set()
    for text in given:
        try:
            ids.add(UUID(text))
        except ValueError:
            names.add(text.removeprefix("@"))
    return ids, names
