"""The narrow reads that versions come from.

Each section is read on its own, by key or by an index on the run, and what is read is small:

- status: five columns of the run's row.
- details: two version columns of the row; its packages, logs and screenshots, made into texts by the database. One read
  brings both; while the texts are large, most reads leave them out.
- nemeses: number of disruptions and the last write time of a status, worked out by the database; read when the numbers
  in the run's row have changed, which every start and end of a disruption changes.
- activity: ids of the entries of the run (the log is append-only).
- comments: key, write time of the text, and reactions of each comment of the run; read when there is a new entry of the
  activity log, which every comment, edit and removal leaves.
- events: times of the newest events of each severity, last first.
- results: number of the run's cells in the result tables of its test and last write time of one, worked out by the
  database; or the lists of results in the row, as text.
- pytest: ids of the run's results, which are the times of their submission.

`weight` says what a read cost, in rows; heavy ones are done less often (see the poller).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from argus_core.database import Database, Statement
from argus_core.live.versions import Versions, version_of
from argus_core.plugins.sct import SctRunType
from argus_core.plugins.sct.events.rows import Severity
from argus_core.runs.rows import RunLocation
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

TIMEOUT = 5.0
"""Seconds; a slower answer is trouble, not a version."""
BYTES_OF_A_ROW = 200
"""Texts weigh as many rows as this."""
NEWEST_EVENTS = 10
"""Of each severity. Events come nearly in the order of their times: one that is late is still among these."""
TABLES_AT_ONCE = 90
"""Names in one IN; databases refuse more than a hundred."""
SEVERITIES = [severity.value for severity in Severity]
LIGHT = 500
"""Rows that a read may cost each second; one that costs five times as many is done every five seconds."""
LONGEST_REST = 30
"""Seconds without a read, however heavy it is."""
IN_ANY_CASE = 10
"""Reads after which a section that follows a trace is read without one: traces can be lost (a crash between two writes,
two writers of one number)."""
STATUS = ("status", "investigation_status", "assignee", "heartbeat", "end_time")
VERSIONS = ("product_version", "scylla_version")
DETAILS = frozenset({"packages", "logs", "screenshots", "environment_info"})
RESULTS = frozenset({"test_collection", "results"})
"""Collections of run rows, as far as a run type has them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The versions of sections as they are now, and what it cost to know them."""

    versions: Versions
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is read at once: it tells the versions of these sections."""

    sections: tuple[str, ...]
    read: Callable[[], Awaitable[Reading]]


def _statement(text: str) -> Statement:
    return Statement(text, timeout=TIMEOUT)


COMMENTS = _statement(
    "SELECT id, posted_at, WRITETIME(message), toJson(reactions) FROM argus_test_run_comment WHERE test_run_id = ?"
)
ACTIVITY = _statement("SELECT id FROM argus_event WHERE run_id = ?")
# One answer for all severities: five reads would be a third of what a run costs.
EVENTS = Statement(
    "SELECT ts FROM sct_event WHERE run_id = ? AND severity IN ? ORDER BY ts DESC PER PARTITION LIMIT ?",
    timeout=TIMEOUT,
    paged=False,
)
NEMESES = _statement("SELECT COUNT(*), MAX(WRITETIME(status)) FROM sct_nemesis WHERE run_id = ?")
TABLES = _statement("SELECT name FROM generic_result_metadata_v1 WHERE test_id = ?")
CELLS = _statement(
    "SELECT COUNT(*), MAX(WRITETIME(status)) FROM generic_result_data_v1 WHERE test_id = ? AND name IN ? AND run_id = ?"
)
PYTEST = _statement("SELECT id FROM pytest_v2 WHERE run_id = ?")


@cache
def _of_row(table: str, plain: tuple[str, ...], collections: tuple[str, ...], more: tuple[str, ...] = ()) -> Statement:
    columns = ", ".join([*plain, *(f"toJson({name})" for name in collections), *more])
    return _statement(f"SELECT {columns} FROM {table} WHERE build_id = ? AND start_time = ?")


class Readings:
    """Reads sections of runs."""

    def __init__(self, core: Core) -> None:
        self._database: Database = core.database
        self._types = core.of(RunService).types

    def of(self, run: RunLocation) -> list[Source]:
        """How to read the sections that a run of this type has."""
        kind = self._types[run.run_type or ""]
        table, columns = kind.table.name, kind.row.columns()
        details, results = (tuple(name for name in columns if name in wanted) for wanted in (DETAILS, RESULTS))
        is_sct = run.run_type == SctRunType.name
        nemeses = _Following(lambda: self._version(NEMESES, run.run_id)) if is_sct else None
        row = _RunRow(self._database, table, details, run, nemeses)
        comments = _Following(lambda: self._version(COMMENTS, run.run_id))
        sources = [
            Source(row.sections, row.read),
            Source(("activity", "comments"), lambda: self._discussion(run, comments)),
            Source(("pytest",), lambda: self._pytest(run)),
        ]
        if results:
            statement = _of_row(table, (), results)
            sources.append(Source(("results",), lambda: self._collections(run, statement)))
        elif run.test_id is not None:
            tables = _Tables()
            sources.append(Source(("results",), lambda: self._results(run, tables)))
        if is_sct:
            sources.append(Source(("events",), lambda: self._events(run)))
        return sources

    async def _version(self, statement: Statement, *params: Any) -> str:
        """Of all rows of a small answer, in whatever order they come."""
        return version_of(_unordered(await self._database.tuples(statement, params)))

    async def _discussion(self, run: RunLocation, comments: _Following) -> Reading:
        activity = await self._version(ACTIVITY, run.run_id)
        return Reading({"activity": activity, "comments": await comments.version(activity)})

    async def _pytest(self, run: RunLocation) -> Reading:
        rows = await self._database.tuples(PYTEST, (run.run_id,))
        return Reading({"pytest": version_of(_unordered(rows))}, len(rows))

    async def _collections(self, run: RunLocation, statement: Statement) -> Reading:
        rows = await self._database.tuples(statement, (run.build_id, run.start_time))
        return Reading({"results": version_of(rows)}, _weight(rows))

    async def _events(self, run: RunLocation) -> Reading:
        newest = await self._database.tuples(EVENTS, (run.run_id, SEVERITIES, NEWEST_EVENTS))
        return Reading({"events": version_of(newest)})

    async def _results(self, run: RunLocation, tables: _Tables) -> Reading:
        if tables.are_due():
            tables.names = sorted(name for (name,) in await self._database.tuples(TABLES, (run.test_id,)))
        counted = await asyncio.gather(
            *(self._database.tuples(CELLS, (run.test_id, names, run.run_id)) for names in tables.portions())
        )
        cells = sum(rows[0][0] for rows in counted)
        written = max((rows[0][1] or 0 for rows in counted), default=0)
        return Reading({"results": version_of(cells, written)}, len(tables.names) + cells // 10)


class _Following:
    """A section whose changes leave a trace in something that is read anyway: it is read only when the trace is new."""

    def __init__(self, read: Callable[[], Awaitable[str]]) -> None:
        self._read = read
        self._version = ""
        self._trace: object = self  # like no trace
        self._rest = 0

    async def version(self, trace: object) -> str:
        """The version of the section, given the trace as it is now."""
        if trace == self._trace and self._rest > 0:
            self._rest -= 1
            return self._version
        self._version = await self._read()
        # Once more after a new trace: what it tells of may be written at the same time as the trace.
        self._rest = 0 if trace != self._trace else IN_ANY_CASE
        self._trace = trace
        return self._version


class _RunRow:
    """The row of a run: its status each time, its details as often as their size allows; and what follows the row."""

    def __init__(
        self, database: Database, table: str, details: tuple[str, ...], run: RunLocation, nemeses: _Following | None
    ) -> None:
        self.sections = ("status", "details", "nemeses") if nemeses is not None else ("status", "details")
        self._database = database
        self._key = (run.build_id, run.start_time)
        self._nemeses = nemeses
        traces = ("nemesis_stats",) if nemeses is not None else ()
        self._small = len(STATUS) + len(traces)
        self._status = _of_row(table, STATUS, traces)
        self._whole = _of_row(table, STATUS, (*traces, *details), VERSIONS)
        self._details = ""
        self._rest = 0

    async def read(self) -> Reading:
        whole = self._rest == 0
        rows = await self._database.tuples(self._whole if whole else self._status, self._key)
        row = rows[0] if rows else ()
        if whole:
            self._details = version_of(row[self._small :])
            self._rest = min(_weight(rows) // LIGHT, LONGEST_REST)
        else:
            self._rest -= 1
        versions = {"status": version_of(row[: len(STATUS)]), "details": self._details}
        if self._nemeses is not None:
            versions["nemeses"] = await self._nemeses.version(row[len(STATUS) : self._small])
        return Reading(versions)


class _Tables:
    """Names of the result tables of a test. A new one is rare, so they are read every other time only."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._turn = 0

    def are_due(self) -> bool:
        """Whether the names are to be read again this time."""
        self._turn += 1
        return self._turn % 2 == 1

    def portions(self) -> list[list[str]]:
        """The names, as many at a time as one statement may have."""
        return [self.names[start : start + TABLES_AT_ONCE] for start in range(0, len(self.names), TABLES_AT_ONCE)]


def _weight(rows: Sequence[tuple[Any, ...]]) -> int:
    """That of texts."""
    return 1 + sum(len(value) for row in rows for value in row if isinstance(value, str)) // BYTES_OF_A_ROW


def _unordered(rows: Sequence[tuple[Any, ...]]) -> int:
    """One number for rows whose order means nothing, and for how many there are."""
    return len(rows) << 64 | sum(_number_of(row) for row in rows) & 0xFFFF_FFFF_FFFF_FFFF


def _number_of(row: tuple[Any, ...]) -> int:
    """The same in all processes, unlike `hash`."""
    return int.from_bytes(version_of(*row).encode(), "big")
