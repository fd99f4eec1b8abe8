"""Reads and writes of personal access tokens."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

from argus_core.access_tokens.rows import AccessToken, AccessTokenByHash
from argus_core.database import Database, Statement
from argus_core.database.statements import insert

BY_ID = Statement(AccessToken.select("WHERE id = ?"))
BY_USER = Statement(AccessToken.select("WHERE user_id = ?"))
BY_HASH = Statement(AccessTokenByHash.select("WHERE token_hash = ?"))
INSERT = insert("personal_access_token", *AccessToken.columns())
INSERT_HASH = insert("personal_access_token_by_hash", *AccessTokenByHash.columns())
# Conditional, as is the deletion: a use noted while the token is revoked must not bring back half a row.
NOTE_USE = Statement("UPDATE personal_access_token SET last_used_at = ? WHERE id = ? IF EXISTS", idempotent=False)
DELETE = Statement("DELETE FROM personal_access_token WHERE id = ? IF EXISTS", idempotent=False)
DELETE_HASH = Statement("DELETE FROM personal_access_token_by_hash WHERE token_hash = ?")


class AccessTokenRepository:
    """The tables `personal_access_token` and `personal_access_token_by_hash`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, token_id: UUID) -> AccessToken | None:
        """The token with this id."""
        return await self._database.fetch_one(BY_ID, (token_id,), into=AccessToken)

    async def by_hash(self, token_hash: str) -> AccessToken | None:
        """The token with this hash; None also when it is being revoked."""
        way = await self._database.fetch_one(BY_HASH, (token_hash,), into=AccessTokenByHash)
        if way is None or way.id is None:
            return None
        token = await self.by_id(way.id)
        return token if token is not None and token.token_hash == token_hash else None

    async def of_user(self, user_id: UUID) -> list[AccessToken]:
        """Tokens of an account, in no order."""
        return await self._database.fetch(BY_USER, (user_id,), into=AccessToken)

    async def insert(self, token: AccessToken) -> None:
        """A new token; it can be presented as soon as both rows are there."""
        columns = {name: value for name, value in token.as_dict().items() if value is not None}
        way = {"token_hash": token.token_hash, "id": token.id, "user_id": token.user_id}
        await self._database.execute(INSERT, columns)
        await self._database.execute(INSERT_HASH, way)

    async def note_use(self, token_id: UUID, at: datetime) -> None:
        """Remember when a token was used, if it is still there."""
        await self._database.execute(NOTE_USE, (at, token_id))

    async def delete(self, *tokens: AccessToken) -> None:
        """Remove tokens; first what makes them work."""
        await self._database.gather_writes((DELETE_HASH, (token.token_hash,)) for token in tokens)
        await asyncio.gather(*(self._database.execute(DELETE, (token.id,)) for token in tokens))
