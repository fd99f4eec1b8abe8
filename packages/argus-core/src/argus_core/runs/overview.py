"""What the page of a run shows before anything is clicked: what it is, and why it is red."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.clock import EPOCH
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.results.failed import FailedCell, FailedCells
from argus_core.runs.causes import Coredump, FailedNemesis, FailedTest, FatalEvent
from argus_core.runs.errors import RunNotFound
from argus_core.runs.rows import RunLocation, RunRow
from argus_core.runs.run_type import LISTED, RunType
from argus_core.runs.subjects import Subjects
from argus_core.runs.tables import Window
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

BUILDS = 20
MOST = 50
"""Entries of one list; totals say how many there are."""
COLUMNS = (*LISTED, "scylla_version", "product_version")


@dataclass(frozen=True, slots=True)
class Person:
    """An account, as far as everybody may see it."""

    id: UUID | None
    username: str | None
    full_name: str | None
    picture_id: UUID | None


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the hierarchy."""

    id: UUID | None
    name: str | None
    pretty_name: str | None


@dataclass(frozen=True, slots=True)
class Build:
    """One build in the history of a test. The duration is in seconds, None while it has no end."""

    id: UUID | None
    build_number: int | None
    status: str | None
    investigation_status: str | None
    version: str | None
    assignee: Person | None
    started: datetime | None
    duration: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A run of any type, and what failed in it as far as its type tells.

    `finished` and `duration` (seconds) are None while it has no end; `heartbeat` is in seconds since 1970. `events` are
    the first fatal ones, `pytest_failures` how many results ended badly by status, `history` the last builds of the
    same job, newest first.
    """

    id: UUID | None
    run_type: str
    build_id: str | None
    build_number: int | None
    build_url: str | None
    status: str | None
    investigation_status: str | None
    assignee: Person | None
    test: Named | None
    group: Named | None
    release: Named | None
    version: str | None
    product_version: str | None
    started: datetime | None
    heartbeat: int | None
    finished: datetime | None
    duration: float | None
    events: Sequence[FatalEvent]
    nemeses: Sequence[FailedNemesis]
    coredumps: Sequence[Coredump]
    failed_tests: Sequence[FailedTest]
    failed_tests_total: int
    pytest_failures: Mapping[str, int]
    failed_cells: Sequence[FailedCell]
    failed_cells_total: int
    history: Sequence[Build]


class RunOverview:
    """Collects it. What does not depend on one another is read at once."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._subjects = core.of(Subjects)
        self._hierarchy = HierarchyRepository(core.database)
        self._cells = FailedCells(core.database)

    async def of_run(self, run_id: UUID) -> Overview:
        """Raises RunNotFound."""
        run_type, run = await self._subjects.of_any_type(run_id)
        (row, history, people), (test, group, release), causes, cells = await asyncio.gather(
            self._row_and_history(run_type, run),
            self._place(run),
            run_type.causes(run),
            self._failed_cells(run),
        )
        finished = _end(row)
        return Overview(
            id=row.id,
            run_type=run_type.name,
            build_id=row.build_id,
            build_number=row.build_number,
            build_url=row.build_job_url,
            status=row.status,
            investigation_status=row.investigation_status,
            assignee=people.get(row.assignee),
            test=test,
            group=group,
            release=release,
            version=row.scylla_version,
            product_version=row.product_version,
            started=row.start_time,
            heartbeat=row.heartbeat,
            finished=finished,
            duration=_duration(row),
            events=causes.events,
            nemeses=causes.nemeses[:MOST],
            coredumps=causes.coredumps,
            failed_tests=causes.tests[:MOST],
            failed_tests_total=len(causes.tests),
            pytest_failures=causes.pytest,
            failed_cells=cells[:MOST],
            failed_cells_total=len(cells),
            history=[_build(build, people) for build in history],
        )

    async def _row_and_history(
        self, run_type: RunType, run: RunLocation
    ) -> tuple[RunRow, list[RunRow], dict[UUID | None, Person]]:
        found, history = await asyncio.gather(
            run_type.table.read(run, *COLUMNS),
            run_type.table.newest(run.build_id or "", Window(limit=BUILDS), COLUMNS),
        )
        if found is None or found[0] is None:
            raise RunNotFound(run.run_id)
        row = _row(run_type, found)
        ids = {build.assignee for build in (row, *history) if build.assignee is not None}
        users = await asyncio.gather(*(self._users.by_id(user_id) for user_id in ids))
        return row, history, {user.id: _person(user) for user in users if user is not None}

    async def _place(self, run: RunLocation) -> tuple[Named | None, Named | None, Named | None]:
        """Test, group and release of the run, those that exist."""
        repository = self._hierarchy
        reads = zip(
            (repository.test, repository.group, repository.release),
            (run.test_id, run.group_id, run.release_id),
            strict=True,
        )
        return tuple(await asyncio.gather(*(_named(read, entity_id) for read, entity_id in reads)))  # type: ignore[return-value]  # three

    async def _failed_cells(self, run: RunLocation) -> list[FailedCell]:
        if run.test_id is None or run.run_id is None:
            return []
        return await self._cells.of_run(run.test_id, run.run_id)


async def _named(read: Any, entity_id: UUID | None) -> Named | None:
    row = await read(entity_id) if entity_id is not None else None
    return Named(row.id, row.name, row.pretty_name) if row is not None else None


def _row(run_type: RunType, values: Sequence[Any]) -> RunRow:
    columns = dict.fromkeys(run_type.row.columns()) | dict(zip(COLUMNS, values, strict=True))
    (row,) = run_type.row.from_answer(tuple(columns), [tuple(columns.values())])
    return row


def _person(user: User) -> Person:
    return Person(user.id, user.username, user.full_name, user.picture_id)


def _end(row: RunRow) -> datetime | None:
    return row.end_time if row.end_time is not None and row.end_time > EPOCH else None


def _duration(row: RunRow) -> float | None:
    finished = _end(row)
    return (finished - row.start_time).total_seconds() if finished is not None and row.start_time is not None else None


def _build(row: RunRow, people: dict[UUID | None, Person]) -> Build:
    return Build(
        id=row.id,
        build_number=row.build_number,
        status=row.status,
        investigation_status=row.investigation_status,
        version=row.scylla_version,
        assignee=people.get(row.assignee),
        started=row.start_time,
        duration=_duration(row),
    )
