"""What other services know accounts by: their tokens and ids there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid4

from argus_core.database import Database, Statement
from argus_core.database.rows import Row, Text, Uuid
from argus_core.database.statements import insert


class OAuthKind(StrEnum):
    """Values of the column `user_oauth_token.kind`."""

    GITHUB = "github"
    """The access token of the last login."""
    GITHUB_ID = "github_id"
    """The numeric id of the GitHub account that this account belongs to; names change hands, ids do not."""


@dataclass(slots=True, kw_only=True)
class OAuthToken(Row, table="user_oauth_token"):
    """One thing that another service gave."""

    id: Uuid
    user_id: Uuid
    kind: Text
    token: Text


BY_USER = Statement(OAuthToken.select("WHERE user_id = ?"))
INSERT = insert("user_oauth_token", *OAuthToken.columns())
SET_TOKEN = Statement('UPDATE user_oauth_token SET "token" = ? WHERE id = ?')
DELETE = Statement("DELETE FROM user_oauth_token WHERE id = ?")


class OAuthTokens:
    """The table `user_oauth_token`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_user(self, user_id: UUID) -> dict[str, OAuthToken]:
        """Kind to row; of several rows of a kind the first by id."""
        rows = await self._database.fetch(BY_USER, (user_id,), into=OAuthToken)
        return {str(row.kind): row for row in sorted(rows, key=lambda row: str(row.id), reverse=True)}

    async def put(self, user_id: UUID, known: OAuthToken | None, kind: OAuthKind, token: str) -> None:
        """Store a value: in the known row, or in a new one."""
        if known is not None:
            await self._database.execute(SET_TOKEN, (token, known.id))
            return
        row = OAuthToken(id=uuid4(), user_id=user_id, kind=kind.value, token=token)
        await self._database.execute(INSERT, row.as_dict())

    async def delete_all(self, user_id: UUID) -> None:
        """Delete whatever there is of an account."""
        rows = await self._database.fetch(BY_USER, (user_id,), into=OAuthToken)
        await asyncio.gather(*(self._database.execute(DELETE, (row.id,)) for row in rows))
