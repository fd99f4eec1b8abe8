"""The events of a run in a few figures."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.plugins.sct.causes import SctCauses
from argus_core.plugins.sct.events.repository import EventRepository
from argus_core.plugins.sct.events.rows import Severity
from argus_core.plugins.sct.runs import SctRuns
from argus_core.runs.causes import FatalEvent

if TYPE_CHECKING:
    from argus_core.core import Core

UNKNOWN_TYPE = "unknown"


@dataclass(frozen=True, slots=True)
class EventSummary:
    """How many events there are, by severity (all five are there) and by type, and the first five fatal ones."""

    total: int
    by_severity: dict[str, int]
    by_type: dict[str, int]
    first_fatal: Sequence[FatalEvent]


class EventSummaries:
    """Counts events."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)
        self._events = EventRepository(core.database)
        self._causes = SctCauses(core.database)

    async def of_run(self, run_id: UUID) -> EventSummary:
        """Raises SctRunNotFound."""
        _, first_fatal, parts = await asyncio.gather(
            self._runs.find(run_id),
            self._causes.first_events(run_id),
            asyncio.gather(*(self._events.types(run_id, severity) for severity in Severity)),
        )
        by_type = Counter(kind or UNKNOWN_TYPE for part in parts for _, kind in part)
        by_severity = {severity.value: len(part) for severity, part in zip(Severity, parts, strict=True)}
        return EventSummary(sum(by_severity.values()), by_severity, dict(by_type), first_fatal)
