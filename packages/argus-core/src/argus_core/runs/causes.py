"""Why a run failed, in words that are the same for all run types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FatalEvent:
    """An event of the severity CRITICAL or ERROR."""

    event_id: UUID | None
    ts: datetime | None
    severity: str | None
    event_type: str | None
    node: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class FailedNemesis:
    """A disruption that failed. Times are seconds since 1970, the duration is in seconds."""

    name: str | None
    class_name: str | None
    target_node: str | None
    start_time: int | None
    end_time: int | None
    duration: int | None
    stack_trace: str | None


@dataclass(frozen=True, slots=True)
class Coredump:
    """A core dump: when its event came, from which node, and the log that it became (None without a link)."""

    event_id: UUID | None
    ts: datetime | None
    node: str | None
    log_name: str | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedTest:
    """A single test that failed; `group` is what it ran with: a browser, a driver. `name` None: all of them."""

    name: str | None
    group: str | None
    status: str | None
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What a run type knows. Events come with the oldest first; `pytest` is how many results ended badly, by status."""

    events: Sequence[FatalEvent] = ()
    nemeses: Sequence[FailedNemesis] = ()
    coredumps: Sequence[Coredump] = ()
    tests: Sequence[FailedTest] = ()
    pytest: Mapping[str, int] = field(default_factory=dict)
