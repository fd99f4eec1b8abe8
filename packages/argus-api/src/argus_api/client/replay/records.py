"""Recorded calls, and the order in which they are safe to repeat."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from argus_core.http.encoding import decode_json

SUBMIT = "/testrun/$type/submit"
HEARTBEAT = "/testrun/$type/$id/heartbeat"
SET_STATUS = "/testrun/$type/$id/set_status"
FINALIZE = "/testrun/$type/$id/finalize"
LOGS = "/testrun/$type/$id/logs/submit"
NEVER = frozenset({"/testrun/report/email", "/planning/plan/trigger"})
"""Calls that would send mail or start jobs."""
TERMINAL = frozenset({"failed", "aborted", "passed", "error", "test_error", "notrun", "not_run"})
_SLASHES = re.compile(r"(?<!:)/{2,}")

log = logging.getLogger("argus.replay")


@dataclass(frozen=True, slots=True)
class Record:
    """One recorded call; `ts` in milliseconds since 1970, 0 when it is unknown."""

    ts: int
    method: str
    endpoint: str
    location: dict[str, Any]
    params: dict[str, Any]
    body: Any

    @property
    def run(self) -> tuple[str, str] | None:
        """(type, id) of the run that it is about."""
        kind, run_id = self.location.get("type"), self.location.get("id")
        return (str(kind), str(run_id)) if kind and run_id else None

    @property
    def is_terminal(self) -> bool:
        """Whether it sets a final status."""
        status = self.body.get("new_status") if isinstance(self.body, dict) else None
        return self.endpoint == SET_STATUS and str(status).lower() in TERMINAL


def read_record(line: bytes) -> Record:
    """The record of a journal's line. Raises ValueError for anything that is none."""
    given = decode_json(line.decode("utf-8").encode())
    if not isinstance(given, dict) or not isinstance(given.get("endpoint"), str):
        raise ValueError("no object with an endpoint")
    location, params = given.get("location_params") or {}, given.get("params") or {}
    if not isinstance(location, dict) or not isinstance(params, dict):
        raise ValueError("parameters are no objects")
    return Record(
        ts=int(given.get("ts") or 0),
        method=str(given.get("method") or "POST").upper(),
        endpoint=_SLASHES.sub("/", given["endpoint"]),
        location=location,
        params=params,
        body=given.get("body"),
    )


def read_records(lines: Iterable[tuple[str, int, bytes]]) -> list[Record]:
    """All records; malformed lines are logged and left out."""
    found = []
    for member, number, line in lines:
        try:
            found.append(read_record(line))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            log.warning("%s line %d is no record and is left out: %s", member, number, error)
    return found


def in_order(records: list[Record]) -> list[Record]:
    """By time, but runs are created first and ended last; of a run's heartbeats only the newest is kept.

    Finalize comes last because nothing else writes the end of a run.
    """
    by_time = sorted(records, key=lambda record: record.ts)
    newest: dict[Any, Record] = {}
    parts: dict[int, list[Record]] = {0: [], 1: [], 3: [], 4: []}
    for record in by_time:
        if record.endpoint == HEARTBEAT:
            newest[(record.location.get("type"), record.location.get("id"))] = record
        else:
            parts[_part(record)].append(record)
    return [*parts[0], *parts[1], *newest.values(), *parts[3], *parts[4]]


def _part(record: Record) -> int:
    if record.endpoint == SUBMIT:
        return 0
    if record.is_terminal:
        return 3
    return 4 if record.endpoint == FINALIZE else 1


def latest_by_run(records: list[Record]) -> dict[tuple[str, str], int]:
    """The newest time of any record of each run."""
    found: dict[tuple[str, str], int] = {}
    for record in records:
        if record.run is not None:
            found[record.run] = max(record.ts, found.get(record.run, 0))
    return found
