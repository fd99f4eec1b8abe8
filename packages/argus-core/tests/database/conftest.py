"""A table of 12,000 rows, and a way to break connections."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from argus_core.database import Database, Statement

ROWS = 12_000
TABLE = "bridge_probe"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def many_rows(database: Database) -> AsyncIterator[str]:
    """A table of our own with one partition of 12,000 rows."""
    create = f"CREATE TABLE IF NOT EXISTS {TABLE} (part int, number int, word text, PRIMARY KEY (part, number))"
    await database.execute(Statement(create, idempotent=False, timeout=30))
    put = Statement(f"INSERT INTO {TABLE} (part, number, word) VALUES (?, ?, ?)")
    if await database.value(Statement(f"SELECT COUNT(*) FROM {TABLE} WHERE part = 1")) != ROWS:
        for start in range(0, ROWS, 500):
            await database.write_batch((put, (1, n, f"word {n}")) for n in range(start, start + 500))
    yield TABLE
