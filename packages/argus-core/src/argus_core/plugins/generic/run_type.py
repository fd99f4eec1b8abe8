"""What generic runs do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from argus_core.plugins.generic.rows import GenericRun
from argus_core.plugins.generic.schemas import GenericSubmission
from argus_core.plugins.generic.version import short_version
from argus_core.pytest_results.repository import PytestRepository
from argus_core.pytest_results.rows import HARMLESS
from argus_core.runs.causes import Causes
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus

if TYPE_CHECKING:
    from argus_core.core import Core


class GenericRunType(RunType):
    """Runs of anything: they carry a sub type and a map of logs."""

    name = "generic"
    title = "Generic"
    row = GenericRun
    submission = GenericSubmission
    initial_status = TestStatus.RUNNING

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._pytest = PytestRepository(core.database)

    def job_of(self, payload: GenericSubmission) -> tuple[str, str | None]:
        return payload.build_id, payload.build_url

    async def new_columns(self, payload: GenericSubmission) -> dict[str, Any]:
        return {
            "started_by": payload.started_by,
            "sub_type": payload.sub_type,
            **version_columns(payload.scylla_version or ""),
        }

    async def on_submitted(self, run: RunLocation, payload: GenericSubmission, *, created: bool) -> None:
        if not created:
            return
        version = short_version(payload.scylla_version or "")
        if version is not None:
            await self.table.set(run, await self.assign_by_version(run, version))
            await self.indexes.version_seen(run.release_id, version)
        await self.indexes.drop_snapshots(run.release_id, version)

    async def set_version(self, run: RunLocation, version: str) -> None:
        """A text that is no long version is ignored: earlier versions stay."""
        columns = await self._version_columns(run, version)
        if not columns:
            return
        before = await self.version_of(run)
        await self.table.set(run, columns)
        await self.indexes.version_seen(run.release_id, columns["scylla_version"])
        await self.indexes.drop_snapshots(run.release_id, before, columns["scylla_version"])

    async def _version_columns(self, run: RunLocation, version: str) -> dict[str, Any]:
        columns = version_columns(version)
        return columns | await self.assign_by_version(run, columns["scylla_version"]) if columns else {}

    async def add_logs(self, run: RunLocation, logs: Sequence[LogLink]) -> None:
        def merged(stored: Any) -> dict[str, str]:
            return {log.name: log.link for log in reversed(logs)} | dict(stored or {})

        await self.table.amend(run, "logs", merged)

    async def finish(self, run: RunLocation, finish: Finish) -> None:
        columns: dict[str, Any] = {"end_time": finish.end_time}
        if finish.status is not None:
            columns["status"] = finish.status.value
        before = await self.version_of(run)
        if finish.version:
            columns |= await self._version_columns(run, finish.version)
        await self.table.set(run, columns)
        version = columns.get("scylla_version", before)
        await self.indexes.version_seen(run.release_id, version)
        await self.indexes.drop_snapshots(run.release_id, before, version)

    async def causes(self, run: RunLocation) -> Causes:
        """How its pytest results ended."""
        assert run.run_id is not None  # noqa: S101  (part of the primary key)
        statuses = await self._pytest.statuses_of_run(run.run_id)
        return Causes(pytest=dict(Counter(status for status in statuses if status not in HARMLESS)))


def version_columns(version: str) -> dict[str, str]:
    """What a version in its long form is stored as; nothing for other texts."""
    short = short_version(version)
    return {"scylla_version": short, "product_version": version} if short is not None else {}
