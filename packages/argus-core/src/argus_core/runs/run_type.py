"""The interface between Argus and a run type ("plugin").

A run type is a folder (or a package of its own) with a subclass of `RunType`, named in the entry-point group
`argus.run_types`. It says what a submission holds, what the row of a new run looks like, and what the calls of a run's
life do to it. Everything else (finding runs, claiming ids, statistics) is the same for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from argus_core.clock import EPOCH, epoch_now, from_epoch, utc_now
from argus_core.http.types import Payload
from argus_core.plans.assignees import assignee_of
from argus_core.runs.build_number import build_number
from argus_core.runs.causes import Causes
from argus_core.runs.errors import NotSupported, RunNotFound
from argus_core.runs.rows import RunLocation, RunRow
from argus_core.runs.status import InvestigationStatus, TestStatus
from argus_core.runs.tables import RunTable, Window

if TYPE_CHECKING:
    from argus_core.core import Core

LISTED = (
    "id",
    "test_id",
    "group_id",
    "release_id",
    "status",
    "start_time",
    "build_number",
    "build_job_url",
    "build_id",
    "assignee",
    "end_time",
    "investigation_status",
    "heartbeat",
)
"""Columns that lists of runs show."""


@dataclass(frozen=True, slots=True)
class LogLink:
    """A log of a run."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Finish:
    """What a client says when a run ends."""

    end_time: datetime
    status: TestStatus | None = None
    version: str | None = None


class RunType(ABC):
    """One run type; one instance per process."""

    name: ClassVar[str]
    """As in URLs and in `argus_test_v2.plugin_name`."""
    title: ClassVar[str]
    """For people."""
    row: ClassVar[type[RunRow]]
    submission: ClassVar[type[Payload]]
    initial_status: ClassVar[TestStatus]
    indexed: ClassVar[bool] = False
    """Whether the indexes of a release that are not empty know the versions and images of all its runs."""

    def __init__(self, core: Core) -> None:
        from argus_core.runs.indexes import ReleaseIndexes

        self.database = core.database
        self.settings = core.settings
        self.table = RunTable(core.database, self.row)
        self.indexes = ReleaseIndexes(core.database)

    # ---- submission ----------------------------------------------------------------------------------------------
    @abstractmethod
    def job_of(self, payload: Any) -> tuple[str, str | None]:
        """(build id, job URL) of a submission."""

    async def new_columns(self, payload: Any) -> dict[str, Any]:
        """Further columns of a new run."""
        return {}

    async def on_submitted(self, run: RunLocation, payload: Any, *, created: bool) -> None:  # noqa: B027  (optional)
        """After the row exists; also called for a run that was submitted before."""

    def run_id_of(self, payload: Any) -> UUID:
        """The id that the client chose."""
        run_id: UUID = payload.run_id
        return run_id

    async def columns_of_new_run(self, location: RunLocation, payload: Any, assignee: UUID | None) -> dict[str, Any]:
        """All columns of the row of a new run."""
        _, job_url = self.job_of(payload)
        shared = {
            "build_id": location.build_id,
            "start_time": location.start_time,
            "id": location.run_id,
            "release_id": location.release_id,
            "group_id": location.group_id,
            "test_id": location.test_id,
            "assignee": assignee,
            "status": self.initial_status.value,
            "investigation_status": InvestigationStatus.NOT_INVESTIGATED.value,
            "heartbeat": epoch_now(),
            "end_time": EPOCH,
            "build_job_url": job_url,
            "build_number": build_number(job_url),
        }
        columns = shared | await self.new_columns(payload)
        return {name: value for name, value in columns.items() if value is not None}

    # ---- life ----------------------------------------------------------------------------------------------------
    @abstractmethod
    async def set_version(self, run: RunLocation, version: str) -> None:
        """The client told which version is tested."""

    async def add_logs(self, run: RunLocation, logs: Sequence[LogLink]) -> None:
        """The client told where logs are; names that are known keep their link."""
        raise NotSupported(f"Logs are not supported by {self.name} runs.")

    @abstractmethod
    async def finish(self, run: RunLocation, finish: Finish) -> None:
        """The client told that the run ended."""

    async def sut_timestamp(self, run: RunLocation, package: str | None = None) -> datetime:
        """When the tested software was built, for results that do not say; `package` names it, None: the usual one."""
        raise NotSupported(f"{self.name} runs have no packages: sut_timestamp must be given with the results.")

    async def row_of(self, run: RunLocation) -> RunRow | None:
        """The whole row of a run; None when it is missing."""
        return await self.table.row_of(run)

    async def object_of(self, run: RunLocation) -> dict[str, Any] | None:
        """All columns of a run, as they go to clients; None when it is missing."""
        return await self.table.object_of(run)

    async def newest(self, build_id: str, window: Window, *, full: bool) -> list[RunRow]:
        """Runs of a job, newest first; without `full` only what lists show is read, the rest is empty."""
        return await self.table.newest(build_id, window, tuple(self.row.columns()) if full else LISTED)

    def shown(self, row: RunRow) -> dict[str, Any]:
        """A row as people get to see it; run types leave out what is not for everybody."""
        return row.as_dict()

    def shown_part(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """All keys of a row as people get to see it, of which only these columns were read."""
        values = {**dict.fromkeys(self.row.columns()), **columns}
        (row,) = self.row.from_answer(tuple(values), [tuple(values.values())])
        return self.shown(row)

    async def page_object(self, run: RunLocation) -> dict[str, Any] | None:
        """What the page of a run shows: its columns, and what the run type keeps in other tables. None: no such row."""
        row = await self.row_of(run)
        return self.shown(row) if row is not None else None

    async def log_links(self, run: RunLocation) -> dict[str, str]:
        """Links of its logs by name; of several with one name the last counts. Raises RunNotFound."""
        found = await self.table.read(run, "logs")
        if found is None:
            raise RunNotFound(run.run_id)
        return dict(found[0] or ())

    async def screenshot_links(self, run: RunLocation) -> list[str]:
        """Links of its screenshots; most run types have none. Raises RunNotFound."""
        return []

    async def causes(self, run: RunLocation) -> Causes:
        """Why it failed, as far as the run type knows more than the status."""
        return Causes()

    async def versions_in(self, release_id: UUID) -> set[str]:
        """Versions of its runs in a release."""
        return {version for version in await self.table.values_in(release_id, "scylla_version") if version}

    async def images_in(self, release_id: UUID) -> set[str]:
        """Machine images of its runs in a release; most run types know none."""
        return set()

    # ---- tools ---------------------------------------------------------------------------------------------------
    async def assign_by_version(self, run: RunLocation, version: str) -> dict[str, Any]:
        """The column `assignee` when a plan for this version names somebody, else nothing."""
        from argus_core.hierarchy.repository import HierarchyRepository

        test = await HierarchyRepository(self.database).test_by_build_id(run.build_id or "")
        assignee = await assignee_of(self.database, test, version) if test is not None else None
        return {"assignee": assignee} if assignee is not None else {}

    async def version_of(self, run: RunLocation) -> str | None:
        """The version that dashboards filter by."""
        found = await self.table.read(run, "scylla_version")
        return found[0] if found else None


def finish_of(end_time: float | None, status: TestStatus | None, version: str | None) -> Finish:
    """A `Finish` with the end time in seconds since 1970, or now."""
    return Finish(utc_now() if end_time is None else from_epoch(end_time), status, version)
