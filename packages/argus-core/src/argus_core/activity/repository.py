"""Reads and writes of the activity log."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from argus_core.activity.rows import Event, EventKind
from argus_core.clock import EPOCH, utc_now
from argus_core.database import Database, Statement
from argus_core.database.statements import insert

BY_RUN = Statement(Event.select("WHERE run_id = ?"))
INSERT = insert("argus_event", *Event.columns())


class ActivityRepository:
    """The table `argus_event`: append only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[Event]:
        """Entries of a run, oldest first."""
        events = await self._database.fetch(BY_RUN, (run_id,), into=Event)
        return sorted(events, key=lambda event: event.created_at or EPOCH)

    async def add(self, kind: EventKind, body: dict[str, Any], **ids: UUID | None) -> None:
        """Append an entry. `ids`: user_id, run_id, test_id, group_id, release_id as far as known."""
        columns = {name: value for name, value in ids.items() if value is not None}
        text = json.dumps(body, separators=(",", ":"), default=str)
        await self._database.execute(
            INSERT, {"id": uuid4(), "kind": kind.value, "body": text, "created_at": utc_now()} | columns
        )
