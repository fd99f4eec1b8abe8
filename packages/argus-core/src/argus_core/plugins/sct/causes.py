"""Why an SCT run failed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

from argus_core.clock import EPOCH
from argus_core.database import Database
from argus_core.plugins.sct.events.coredumps import EVENT_TYPE, coredump_of
from argus_core.plugins.sct.events.repository import EventRepository
from argus_core.plugins.sct.events.rows import FATAL, SctEvent, Severity
from argus_core.plugins.sct.nemesis.types import NemesisStatus
from argus_core.plugins.sct.page import NEMESES, Nemesis
from argus_core.runs.causes import Causes, Coredump, FailedNemesis, FatalEvent

FIRST_EVENTS = 5
MOST_COREDUMPS = 20


class SctCauses:
    """Reads what a run has told of its failure."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = EventRepository(database)

    async def of_run(self, run_id: UUID) -> Causes:
        """The first fatal events, the failed disruptions, the first core dumps."""
        events, coredumps, nemeses = await asyncio.gather(
            self.first_events(run_id), self._coredumps(run_id), self._nemeses(run_id)
        )
        return Causes(events=events, coredumps=coredumps, nemeses=nemeses)

    async def first_events(self, run_id: UUID) -> list[FatalEvent]:
        """The first five events of the severities CRITICAL and ERROR, oldest first."""
        parts = await asyncio.gather(*(self._events.first(run_id, severity, FIRST_EVENTS) for severity in FATAL))
        events = _by_time([event for part in parts for event in part])[:FIRST_EVENTS]
        return [fatal_event(event) for event in events]

    async def _nemeses(self, run_id: UUID) -> list[FailedNemesis]:
        found = await self._database.fetch(NEMESES, (run_id,), into=Nemesis)
        return [failed_nemesis(nemesis) for nemesis in found if nemesis.status == NemesisStatus.FAILED]

    async def _coredumps(self, run_id: UUID) -> list[Coredump]:
        """Events are many and their messages long: only of core dumps more than the type is read."""
        parts = await asyncio.gather(*(self._coredump_times(run_id, severity) for severity in FATAL))
        places = sorted((ts, severity) for part in parts for ts, severity in part)[:MOST_COREDUMPS]
        events = await asyncio.gather(*(self._events.one(run_id, severity, ts) for ts, severity in places))
        return [coredump(event) for event in events if event is not None]

    async def _coredump_times(self, run_id: UUID, severity: Severity) -> list[tuple[datetime, Severity]]:
        types = await self._events.types(run_id, severity)
        return [(ts, severity) for ts, kind in types if (kind or "").lower() == EVENT_TYPE]


def fatal_event(event: SctEvent) -> FatalEvent:
    """What lists of causes show of an event."""
    return FatalEvent(event.event_id, event.ts, event.severity, event.event_type, event.node, event.message)


def coredump(event: SctEvent) -> Coredump:
    """A core dump from its event."""
    log = coredump_of(event.as_dict())
    name, link = (log.name, log.link) if log is not None else (None, None)
    return Coredump(event.event_id, event.ts, event.node, name, link)


def failed_nemesis(nemesis: Nemesis) -> FailedNemesis:
    """What lists of causes show of a disruption."""
    return FailedNemesis(
        name=nemesis.name,
        class_name=nemesis.class_name,
        target_node=nemesis.target_node.name if nemesis.target_node is not None else None,
        start_time=nemesis.start_time,
        end_time=nemesis.end_time,
        duration=nemesis.duration,
        stack_trace=nemesis.stack_trace,
    )


def _by_time(events: list[SctEvent]) -> list[SctEvent]:
    return sorted(events, key=lambda event: event.ts or EPOCH)
