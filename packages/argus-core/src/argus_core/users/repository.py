"""Reads and writes of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.users.rows import User

BY_ID = Statement(User.select('WHERE "id" = ?', table='"user"'))
BY_TOKEN = Statement(User.select('WHERE "api_token" = ?', table='"user"'))
BY_USERNAME = Statement(User.select('WHERE "username" = ?', table='"user"'))
BY_EMAIL = Statement(User.select('WHERE "email" = ?', table='"user"'))
ALL = Statement(User.select(table='"user"'))
INSERT = insert('"user"', *User.columns())
SET_COLUMN = {
    column: Statement(f'UPDATE "user" SET "{column}" = ? WHERE "id" = ?') for column in User.columns() if column != "id"
}


class UserRepository:
    """The table `user`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, user_id: UUID) -> User | None:
        """The account with this id."""
        return await self._database.fetch_one(BY_ID, (user_id,), into=User)

    async def by_token(self, token: str) -> list[User]:
        """Accounts with this token: one, unless the data is damaged."""
        return await self._database.fetch(BY_TOKEN, (token,), into=User)

    async def by_username(self, username: str) -> list[User]:
        """Accounts with this name: one, unless the data is damaged."""
        return await self._database.fetch(BY_USERNAME, (username,), into=User)

    async def by_email(self, email: str) -> list[User]:
        """Accounts with this address: one, unless the data is damaged."""
        return await self._database.fetch(BY_EMAIL, (email,), into=User)

    async def all(self) -> list[User]:
        """Every account; the table is small."""
        return [user for user in await self._database.fetch(ALL, into=User) if user.username is not None]

    async def insert(self, columns: Mapping[str, Any]) -> None:
        """A new account; columns left out stay unset."""
        await self._database.execute(INSERT, columns)

    async def set_column(self, user_id: UUID, column: str, value: Any) -> None:
        """Change one column of one account."""
        await self._database.execute(SET_COLUMN[column], (value, user_id))
