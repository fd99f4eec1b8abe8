"""Events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator

from argus_api.client.sct.routes import sct_routes
from argus_core.clock import from_epoch
from argus_core.core import provide
from argus_core.http.types import AnyUuid, EpochSeconds, Payload, RunIdPath
from argus_core.plugins.sct.events.rows import Severity
from argus_core.plugins.sct.events.service import DEFAULT_LIMIT, EventService
from argus_core.plugins.sct.values import LooseText

routes = sct_routes()

Events = Annotated[EventService, Depends(provide(EventService))]


def _naive_utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value


def _iso(value: Any) -> Any:
    """ISO 8601 only: a number would be taken for an epoch."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    raise ValueError("expected a time as ISO 8601 text")


IsoTime = Annotated[datetime, AfterValidator(_naive_utc), BeforeValidator(_iso)]
AnyCaseSeverity = Annotated[Severity, BeforeValidator(lambda v: v.upper() if isinstance(v, str) else v)]
OptionalTime = Annotated[EpochSeconds | None, BeforeValidator(lambda v: None if v == "" else v), Query()]
Limit = Annotated[int, BeforeValidator(lambda v: DEFAULT_LIMIT if v == "" else v), Query(gt=0, lt=2**31)]


class Event(Payload):
    """An event."""

    severity: AnyCaseSeverity
    """Any case."""
    ts: EpochSeconds
    """Seconds since 1970; its millisecond is part of the identity."""
    message: LooseText
    """Text."""
    event_type: LooseText
    """Class of the event."""
    received_timestamp: IsoTime | None = None
    """When SCT saw it, ISO 8601."""
    nemesis_name: str | None = None
    """Disruption that ran."""
    duration: float | None = None
    """Seconds."""
    node: str | None = None
    """Node it came from."""
    target_node: str | None = None
    """Node that was disrupted."""
    known_issue: str | None = None
    """Address of an issue."""
    nemesis_status: str | None = None
    """Status of the disruption."""

    def columns(self) -> dict[str, Any]:
        """What is stored: only what was given, so that a repetition keeps what others have added."""
        given = self.model_dump(exclude_none=True)
        return given | {"severity": self.severity.value, "ts": from_epoch(self.ts)}


class EventsToAdd(Payload):
    """One event or a list of them."""

    data: Event | list[Event]
    """All of them are checked before any is stored."""

    def events(self) -> Sequence[Event]:
        """A list in any case."""
        return self.data if isinstance(self.data, list) else [self.data]


class OldEvents(Payload):
    """What old clients send."""

    events: list[Any]
    """Ignored."""


class EventObject(BaseModel):
    """An event as it is stored."""

    run_id: AnyUuid
    severity: str
    ts: datetime
    event_id: UUID | None
    event_type: str | None
    message: str | None
    duplicate_id: UUID | None
    summary: str | None
    node: str | None
    received_timestamp: datetime | None
    nemesis_name: str | None
    duration: float | None
    target_node: str | None
    nemesis_status: str | None
    known_issue: str | None


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else from_epoch(seconds)


SeverityPath = Annotated[Severity, Path(description="Severity in capitals.")]


@routes.post("/{run_id}/events/submit", summary="Ignored; for old clients")
async def sct_events_submit(run_id: RunIdPath, body: OldEvents) -> str:
    """Kept for old clients: nothing is stored."""
    return "added"


@routes.post("/{run_id}/event/submit", summary="Add events")
async def sct_event_submit(run_id: RunIdPath, body: EventsToAdd, events: Events) -> bool:
    """Store one event or many. A repeated event keeps its id."""
    await events.add(run_id, [event.columns() for event in body.events()])
    return True


@routes.get("/{run_id}/events/get", summary="Events of a run")
async def sct_events_get(
    run_id: RunIdPath,
    events: Events,
    limit: Limit = DEFAULT_LIMIT,
    before: OptionalTime = None,
    after: OptionalTime = None,
    severity: Annotated[list[Severity] | None, Query(description="Repeatable; default all.")] = None,
) -> list[EventObject]:
    """Per severity the oldest `limit` events, all of them by time; bounds in seconds since 1970, included."""
    return await events.between(
        run_id, severity or list(Severity), after=_time(after), before=_time(before), limit=limit
    )  # type: ignore[return-value]  # rows; typed for the document


@routes.get("/{run_id}/events/{severity}/get", summary="Events of one severity")
async def sct_events_get_by_severity(
    run_id: RunIdPath,
    severity: SeverityPath,
    events: Events,
    limit: Limit = DEFAULT_LIMIT,
    before: OptionalTime = None,
    after: OptionalTime = None,
) -> list[EventObject]:
    """The oldest `limit` events of a severity; bounds in seconds since 1970, included."""
    return await events.between(run_id, [severity], after=_time(after), before=_time(before), limit=limit)  # type: ignore[return-value]  # rows; typed for the document


@routes.get("/{run_id}/events/{severity}/count", summary="Number of events of one severity")
async def sct_events_count_by_severity(run_id: RunIdPath, severity: SeverityPath, events: Events) -> int:
    """How many there are."""
    return await events.count(run_id, severity)
