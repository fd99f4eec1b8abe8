"""Events of SCT runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_core.runs.status import TestStatus
from argus_server.seed.event_texts import TEMPLATES
from argus_server.seed.machines import db_nodes
from argus_server.seed.nemeses import Nemesis
from argus_server.seed.runs import DemoRun, epoch
from argus_server.seed.scope import Draw, Scope, TableRow

AMOUNTS = {"NORMAL": 12.0, "DEBUG": 2.0, "WARNING": 3.0}
LOUD_TEST, LOUD_RUN = "scylla-2025.1/longevity/longevity-100gb-4h-test", 4
"""A run with far more events than a page shows, the first of them as long as messages get."""
LONGEST = 64_000
"""Bytes of that message."""


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One event."""

    run: DemoRun
    severity: str
    time: datetime
    id: UUID
    kind: str
    message: str
    node: str
    nemesis: Nemesis | None
    duplicate: UUID | None


def build_events(scope: Scope, runs: Sequence[DemoRun], nemeses: Mapping[UUID, Sequence[Nemesis]]) -> list[DemoEvent]:
    """The events of all SCT runs, run by run. Duplicates point to an event of an earlier run of the same test."""
    found: list[DemoEvent] = []
    originals: dict[tuple[UUID, str], UUID] = {}
    for run in runs:
        if run.status is TestStatus.CREATED:
            continue
        for event in _events_of(scope, run, nemeses[run.id], originals):
            found.append(event)
            if event.severity in ("ERROR", "CRITICAL") and event.duplicate is None:
                originals.setdefault((run.test.id, event.kind + event.severity), event.id)
    return found


def _events_of(
    scope: Scope, run: DemoRun, nemeses: Sequence[Nemesis], originals: Mapping[tuple[UUID, str], UUID]
) -> Iterator[DemoEvent]:
    draw = scope.draw("events", run.id)
    nodes = db_nodes(run)
    for severity, amount in _amounts(run, draw).items():
        moments = sorted(draw.random() for _ in range(amount))
        for place, share in enumerate(moments):
            kind, template = draw.choice(TEMPLATES[severity])
            # The identity of an event is its millisecond: neighbours are kept apart.
            time = run.at(share).replace(microsecond=0) + timedelta(milliseconds=place % 1000)
            node = str(draw.choice(nodes).name)
            nemesis = _running_at(nemeses, epoch(time))
            details = template.format(
                node=node,
                line=draw.randrange(10, 99_999),
                shard=draw.randrange(14),
                time=f"{time:%Y-%m-%dT%H:%M:%S}Z",
                nemesis=nemesis.name if nemesis else "none",
            )
            loud = severity in ("ERROR", "CRITICAL")
            event_id = scope.id("event", run.id, severity, place)
            duplicate = originals.get((run.test.id, kind + severity)) if loud and draw.chance(0.2) else None
            head = f"{time:%Y-%m-%d %H:%M:%S.%f}"[:-3]
            message = (
                f"{head} <{head}>: ({kind} Severity.{severity}) period_type=one-time event_id={event_id}: {details}"
            )
            if _is_loud(run) and severity == "NORMAL" and place == 0:
                line = f"{node} sstable 0x{draw.digits(16)} größer\n"
                message += "\n" + line * ((LONGEST - len(message)) // len(line.encode()))
            yield DemoEvent(run, severity, time, event_id, kind, message, node, nemesis, duplicate)


def _amounts(run: DemoRun, draw: Draw) -> dict[str, int]:
    """Events of a run by severity; one that fails tells why."""
    loud = 60 if _is_loud(run) else 1
    found = {severity: int(draw.skewed(mean, spread=0.7, low=1, high=60)) * loud for severity, mean in AMOUNTS.items()}
    found["ERROR"] = draw.randrange(1, 6) if run.bad else int(draw.chance(0.25))
    found["CRITICAL"] = draw.randrange(1, 3) if run.status in (TestStatus.FAILED, TestStatus.TEST_ERROR) else 0
    return found


def _is_loud(run: DemoRun) -> bool:
    return run.place == LOUD_RUN and run.test.build_id == LOUD_TEST


def _running_at(nemeses: Sequence[Nemesis], moment: int) -> Nemesis | None:
    return next((n for n in nemeses if n.start <= moment and (n.end == 0 or moment <= n.end)), None)


def event_rows(scope: Scope, events: Sequence[DemoEvent]) -> Iterator[TableRow]:
    """Rows of events."""
    draw = scope.draw("event details")
    for event in events:
        nemesis = event.nemesis
        known = event.severity == "ERROR" and draw.chance(0.1)
        yield (
            "sct_event",
            {
                "run_id": event.run.id,
                "severity": event.severity,
                "ts": event.time,
                "event_id": event.id,
                "event_type": event.kind,
                "message": event.message,
                "duplicate_id": event.duplicate,
                "summary": _summary(event) if draw.chance(0.3) else None,
                "node": event.node,
                "received_timestamp": event.time + timedelta(milliseconds=draw.randrange(20, 3000)),
                "nemesis_name": nemesis.name if nemesis else None,
                "duration": round(draw.uniform(0.1, 90), 2) if event.kind == "NodetoolEvent" else None,
                "target_node": nemesis.node.name if nemesis else None,
                "nemesis_status": nemesis.status if nemesis else None,
                "known_issue": "https://github.com/scylladb/scylladb/issues/20413" if known else None,
            },
        )


def _summary(event: DemoEvent) -> str | None:
    if event.severity not in ("ERROR", "CRITICAL"):
        return None
    return f"{event.kind} on {event.node}" + (f" while {event.nemesis.name} ran" if event.nemesis else "")
