"""Reads and writes of failed logins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.rows import Row, Text, TimeUuid
from argus_core.database.statements import insert


@dataclass(slots=True, kw_only=True)
class LoginFailure(Row, table="login_failure"):
    """One failed attempt of an account or an address."""

    subject: Text
    failed_at: TimeUuid


OF_SUBJECT = Statement(LoginFailure.select("WHERE subject = ? LIMIT ?"))
INSERT = insert("login_failure", *LoginFailure.columns(), ttl=True)
DELETE = Statement("DELETE FROM login_failure WHERE subject = ? AND failed_at = ?")


class LoginFailureRepository:
    """The table `login_failure`; its rows vanish by themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, subjects: Collection[str], failed_at: UUID, *, seconds: int) -> None:
        """Keep an attempt of these subjects for some seconds."""
        await self._database.gather_writes(
            (INSERT, {"subject": subject, "failed_at": failed_at, "ttl": seconds}) for subject in subjects
        )

    async def count(self, subject: str, *, up_to: int) -> int:
        """How many attempts are kept, counted up to a limit."""
        return len(await self._database.tuples(OF_SUBJECT, (subject, up_to)))

    async def remove(self, subjects: Collection[str], failed_at: UUID) -> None:
        """Take an attempt back."""
        await self._database.gather_writes((DELETE, (subject, failed_at)) for subject in subjects)
