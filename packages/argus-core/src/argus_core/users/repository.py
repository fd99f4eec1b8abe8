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
SET_COLUMN_IF = {
    column: Statement(f'UPDATE "user" SET "{column}" = ? WHERE "id" = ? IF "{column}" = ?', idempotent=False)
    for column in ("api_token", "password")
}
DELETE = Statement('DELETE FROM "user" WHERE "id" = ?')


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
        return await self._database.fetch(ALL, into=User)

    async def insert(self, columns: Mapping[str, Any]) -> None:
        """A new account; columns left out stay unset."""
        await self._database.execute(INSERT, columns)

    async def set_column(self, user_id: UUID, column: str, value: Any) -> None:
        """Change one column of one account."""
        await self._database.execute(SET_COLUMN[column], (value, user_id))

    async def set_column_if(self, user_id: UUID, column: str, value: Any, expected: Any) -> bool:
        """Change one column of one account if it holds what is expected; whether it did."""
        return bool(await self._database.execute_if(SET_COLUMN_IF[column], (value, user_id, expected)))

    async def delete(self, user_id: UUID) -> None:
        """Delete an account's row."""
        await self._database.execute(DELETE, (user_id,))
