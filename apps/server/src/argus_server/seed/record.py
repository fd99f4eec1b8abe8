"""What demo data remembers about itself: the day its times count from, and that it is complete."""

from __future__ import annotations

from datetime import datetime

from argus_core.clock import utc_now
from argus_core.database import Database, Statement

DAY, COMPLETE = "demo_data_day", "demo_data_complete"
READ_DAY = Statement("SELECT value_date FROM runtime_store WHERE key = ?")
READ_COMPLETE = Statement("SELECT value_boolean FROM runtime_store WHERE key = ?")
WRITE_DAY = Statement("INSERT INTO runtime_store (key, value_type, value_date) VALUES (?, ?, ?)")
WRITE_COMPLETE = Statement("INSERT INTO runtime_store (key, value_type, value_boolean) VALUES (?, ?, ?)")


async def demo_day(database: Database) -> datetime:
    """The midnight (UTC) of the day on which this database was filled first: today, unless it was before.

    Kept, so that filling it again on another day writes the same rows and not the same runs at other times.
    """
    known: datetime | None = await database.value(READ_DAY, (DAY,))
    if known is not None:
        return known
    today = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    await database.execute(WRITE_DAY, (DAY, "datetime", today))
    return today


async def is_complete(database: Database) -> bool:
    """Whether everything was written once."""
    return bool(await database.value(READ_COMPLETE, (COMPLETE,)))


async def remember_completion(database: Database) -> None:
    """Everything is written."""
    await database.execute(WRITE_COMPLETE, (COMPLETE, "boolean", True))
