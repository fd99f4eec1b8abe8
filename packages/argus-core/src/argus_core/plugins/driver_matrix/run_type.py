"""What driver matrix runs do."""

from __future__ import annotations

from collections.abc import Sequence

from argus_core.plugins.driver_matrix.rows import DriverTestRun
from argus_core.plugins.driver_matrix.schemas import DriverMatrixSubmission
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus


class DriverMatrixRunType(RunType):
    """Runs that collect test reports of driver versions."""

    name = "driver-matrix-tests"
    title = "Driver matrix"
    row = DriverTestRun
    submission = DriverMatrixSubmission
    initial_status = TestStatus.CREATED

    def job_of(self, payload: DriverMatrixSubmission) -> tuple[str, str | None]:
        return payload.job_name, payload.job_url

    async def on_submitted(self, run: RunLocation, payload: DriverMatrixSubmission, *, created: bool) -> None:
        if created:
            await self.indexes.drop_snapshots(run.release_id, None)

    async def set_version(self, run: RunLocation, version: str) -> None:
        """Any text is a version."""
        columns = {"scylla_version": version} | await self.assign_by_version(run, version)
        before = await self.version_of(run)
        await self.table.set(run, columns)
        await self.indexes.version_seen(run.release_id, version)
        await self.indexes.drop_snapshots(run.release_id, before, version)

    async def add_logs(self, run: RunLocation, logs: Sequence[LogLink]) -> None:
        """Accepted and not kept: the reports are all that is shown of such runs."""

    async def finish(self, run: RunLocation, finish: Finish) -> None:
        """Without a status the run has passed."""
        status = finish.status or TestStatus.PASSED
        await self.table.set(run, {"end_time": finish.end_time, "status": status.value})
        version = await self.version_of(run)
        await self.indexes.version_seen(run.release_id, version)
        await self.indexes.drop_snapshots(run.release_id, version)
