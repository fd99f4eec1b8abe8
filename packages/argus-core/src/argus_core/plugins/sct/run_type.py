"""What SCT runs do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.plugins.sct.causes import SctCauses
from argus_core.plugins.sct.configuration import run_columns, runner_host
from argus_core.plugins.sct.legacy import LegacyColumns, without_gaps
from argus_core.plugins.sct.packages.repository import VersionRepository
from argus_core.plugins.sct.packages.versions import built_at
from argus_core.plugins.sct.page import page_tables
from argus_core.plugins.sct.rows import SctTestRun
from argus_core.plugins.sct.schemas import SctSubmission
from argus_core.runs.causes import Causes
from argus_core.runs.errors import RunNotFound
from argus_core.runs.rows import RunLocation, RunRow
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus
from argus_core.runs.tables import Window

if TYPE_CHECKING:
    from argus_core.core import Core


class SctRunType(RunType):
    """Runs that tell about themselves while they last: packages, machines, disruptions, events."""

    name = "scylla-cluster-tests"
    title = "SCT"
    row = SctTestRun
    submission = SctSubmission
    initial_status = TestStatus.CREATED
    indexed = True

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._legacy = LegacyColumns(core.database, self.table.name)
        self._versions = VersionRepository(core.database)
        self._causes = SctCauses(core.database)

    # ---- submission ----------------------------------------------------------------------------------------------
    def job_of(self, payload: SctSubmission) -> tuple[str, str | None]:
        return payload.job_name, payload.job_url

    async def new_columns(self, payload: SctSubmission) -> dict[str, Any]:
        columns = {"scm_revision_id": payload.commit_id, "started_by": payload.started_by}
        if payload.origin_url:
            columns |= {"origin_url": payload.origin_url, "branch_name": payload.branch_name}
        return columns | configured_columns(payload)

    async def on_submitted(self, run: RunLocation, payload: SctSubmission, *, created: bool) -> None:
        columns = configured_columns(payload)
        if not created:
            await self._apply_again(run, columns)
        if columns:
            await self.indexes.image_seen(run.release_id, columns["cloud_setup"].db_node.image_id)
        await self.indexes.drop_snapshots(run.release_id, None if created else await self.version_of(run))

    async def _apply_again(self, run: RunLocation, columns: dict[str, Any]) -> None:
        host = columns.get("sct_runner_host")
        if host is not None:
            found = await self.table.read(run, "sct_runner_host")
            if found is not None and host.same_place(found[0]):  # it keeps the time of its creation
                columns = {name: value for name, value in columns.items() if name != "sct_runner_host"}
        await self.table.set(run, columns)

    # ---- life ----------------------------------------------------------------------------------------------------
    async def set_version(self, run: RunLocation, version: str) -> None:
        """What packages tell about the version outranks this."""
        before, assignee = await asyncio.gather(self._versions.read(run), self.assign_by_version(run, version))
        if before.source is None:
            await self._versions.tell(run, version)
        await self.table.set(run, assignee)
        after = await self.version_of(run)
        await self.indexes.version_seen(run.release_id, after)
        await self.indexes.drop_snapshots(run.release_id, before.version, after)

    async def add_logs(self, run: RunLocation, logs: Sequence[LogLink]) -> None:
        await self.table.amend(run, "logs", lambda stored: with_logs(stored, logs))

    async def finish(self, run: RunLocation, finish: Finish) -> None:
        """The end says nothing about the status."""
        found, _ = await asyncio.gather(
            self.table.read(run, "scylla_version", "cloud_setup"), self.table.set(run, {"end_time": finish.end_time})
        )
        version, setup = found or (None, None)
        node = setup.db_node if setup is not None else None
        await asyncio.gather(
            self.indexes.version_seen(run.release_id, version),
            self.indexes.image_seen(run.release_id, node.image_id if node is not None else None),
            self.indexes.drop_snapshots(run.release_id, version),
        )

    async def sut_timestamp(self, run: RunLocation, package: str | None = None) -> datetime:
        """When the package was built; raises PackageNotFound when the run has none of its names."""
        found = await self.table.read(run, "packages")
        return built_at((found[0] if found else None) or (), package)

    # ---- reading -------------------------------------------------------------------------------------------------
    async def row_of(self, run: RunLocation) -> RunRow | None:
        """The whole row; the lists that moved away are as stored where the keyspace still has their columns."""
        return await self._legacy.reading(lambda more: self.table.row_of(run, *more))

    async def object_of(self, run: RunLocation) -> dict[str, Any] | None:
        """The same for the lists that moved away."""
        found = await self._legacy.reading(lambda more: self.table.object_of(run, *more))
        return without_gaps(found) if found is not None else None

    async def newest(self, build_id: str, window: Window, *, full: bool) -> list[RunRow]:
        if not full:
            return await super().newest(build_id, window, full=full)
        columns = tuple(self.row.columns())
        return await self._legacy.reading(lambda more: self.table.newest(build_id, window, (*columns, *more)))

    async def page_object(self, run: RunLocation) -> dict[str, Any] | None:
        """The lists that moved away come from their tables."""
        assert run.run_id is not None  # noqa: S101  (part of the primary key)
        row, tables = await asyncio.gather(self.row_of(run), page_tables(self.database, run.run_id))
        return self.shown(row) | tables if row is not None else None

    async def screenshot_links(self, run: RunLocation) -> list[str]:
        found = await self.table.read(run, "screenshots")
        if found is None:
            raise RunNotFound(run.run_id)
        return list(found[0] or ())

    async def causes(self, run: RunLocation) -> Causes:
        """Fatal events, failed disruptions and core dumps."""
        assert run.run_id is not None  # noqa: S101  (part of the primary key)
        return await self._causes.of_run(run.run_id)

    async def images_in(self, release_id: UUID) -> set[str]:
        """Images of database nodes."""
        setups = await self.table.values_in(release_id, "cloud_setup")
        return {setup.db_node.image_id for setup in setups if setup.db_node is not None and setup.db_node.image_id}


def configured_columns(payload: SctSubmission) -> dict[str, Any]:
    """Columns that follow from the configuration; none without one."""
    if not payload.sct_config:
        return {}
    columns = run_columns(payload.sct_config)
    if payload.runner_public_ip:
        host = runner_host(payload.sct_config, payload.runner_public_ip, payload.runner_private_ip)
        columns["sct_runner_host"] = host
    return columns


def with_logs(stored: Any, logs: Sequence[LogLink]) -> list[tuple[str, str]]:
    """The stored pairs of name and link, and those of the others whose name is new; the first of a name stays."""
    pairs = list(stored or ())
    known = {name for name, _ in pairs}
    for log in logs:
        if log.name not in known:
            known.add(log.name)
            pairs.append((log.name, log.link))
    return pairs
