"""What driver matrix runs do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argus_core.plugins.driver_matrix.rows import DriverTestRun
from argus_core.plugins.driver_matrix.schemas import DriverMatrixSubmission
from argus_core.runs.causes import Causes, FailedTest
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus

_BAD = frozenset({"failure", "error"})


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

    async def object_of(self, run: RunLocation) -> dict[str, Any] | None:
        """A run as clients get it: lists that old writers left out of its collections are empty."""
        found = await super().object_of(run)
        for collection in found["test_collection"] if found is not None else ():
            collection["suites"] = collection["suites"] or []
            for suite in collection["suites"]:
                suite["cases"] = suite["cases"] or []
        return found

    async def causes(self, run: RunLocation) -> Causes:
        """Tests that failed, and drivers whose tests did not run; their group is the driver with its version."""
        found = await self.table.read(run, "test_collection")
        return Causes(tests=[test for collection in (found and found[0]) or () for test in _failed_tests(collection)])


def _failed_tests(collection: Any) -> list[FailedTest]:
    """Of one collection, as the driver read it."""
    if collection.failure_message:
        return [FailedTest(name=None, group=collection.name, status="error", message=collection.failure_message)]
    cases = [case for suite in collection.suites or () for case in suite.cases or () if case.status in _BAD]
    return [
        FailedTest(name=case.name, group=collection.name, status=case.status, message=case.message) for case in cases
    ]
