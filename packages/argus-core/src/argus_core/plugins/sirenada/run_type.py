"""What Sirenada runs do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from argus_core.plugins.sirenada.errors import SirenadaPluginException
from argus_core.plugins.sirenada.rows import SirenadaRun, SirenadaTest
from argus_core.plugins.sirenada.schemas import SirenadaResult, SirenadaSubmission
from argus_core.runs.causes import Causes, FailedTest
from argus_core.runs.errors import RunNotFound
from argus_core.runs.rows import RunLocation, RunRow
from argus_core.runs.run_type import Finish, LogLink, RunType
from argus_core.runs.status import TestStatus

_BAD = frozenset({"failed", "error"})
_FINAL = frozenset({TestStatus.FAILED, TestStatus.ABORTED})
_IDENTITY = ("file_name", "class_name", "test_name", "browser_type", "cluster_type", "sirenada_test_id")


class SirenadaRunType(RunType):
    """Runs that are submitted with their results, at once or in portions, and need no end."""

    name = "sirenada"
    title = "Sirenada"
    row = SirenadaRun
    submission = SirenadaSubmission
    initial_status = TestStatus.PASSED

    def job_of(self, payload: SirenadaSubmission) -> tuple[str, str | None]:
        return payload.build_id, payload.build_job_url

    async def new_columns(self, payload: SirenadaSubmission) -> dict[str, Any]:
        return {"region": payload.region}

    async def on_submitted(self, run: RunLocation, payload: SirenadaSubmission, *, created: bool) -> None:
        failed = await self._add_results(run, payload.results)
        if created or failed:
            await self.indexes.drop_snapshots(run.release_id, await self.version_of(run))

    async def _add_results(self, run: RunLocation, results: Sequence[SirenadaResult]) -> bool:
        """Store the results that the run does not have, and what follows from them; True when they fail the run.

        The results come last: a delivery that breaks off before is complete after its repetition.
        """
        found = await self.table.read(run, "results")
        new = _missing((found[0] if found else None) or (), [self._stored_form(result) for result in results])
        if not new:
            return False
        failed = any(result.status in _BAD for result in new)
        if failed:
            await self.table.amend(run, "status", _failed)
        ids = [result.sirenada_test_id for result in new]
        folders = [(result.s3_folder_id, result.sirenada_test_id) for result in new if result.s3_folder_id]
        await self.table.amend(run, "sirenada_test_ids", _with(ids))
        await self.table.amend(run, "browsers", _with([result.browser_type for result in new]))
        await self.table.amend(run, "clusters", _with([result.cluster_type for result in new]))
        await self.table.amend(run, "s3_folder_ids", _with(folders))
        await self.table.amend(run, "results", lambda stored: [*(stored or ()), *_missing(stored or (), new)])
        return failed

    def _stored_form(self, result: SirenadaResult) -> SirenadaTest:
        stored = SirenadaTest(**dict(result))
        if self.settings.sirenada_drop_passwords:
            stored.sirenada_password = None
        return stored

    async def set_version(self, run: RunLocation, version: str) -> None:
        """Any text is a version; dashboards do not list the versions of such runs."""
        before = await self.version_of(run)
        await self.table.set(run, {"scylla_version": version} | await self.assign_by_version(run, version))
        await self.indexes.drop_snapshots(run.release_id, before, version)

    async def add_logs(self, run: RunLocation, logs: Sequence[LogLink]) -> None:
        raise SirenadaPluginException("Log submission is not supported for Sirenada")

    async def finish(self, run: RunLocation, finish: Finish) -> None:
        raise SirenadaPluginException("Sirenada runs do not need finalization")

    async def screenshot_links(self, run: RunLocation) -> list[str]:
        return [result.screenshot_file for result in await self._results(run) if result.screenshot_file]

    async def causes(self, run: RunLocation) -> Causes:
        """Tests that failed; their group is the browser."""
        failed = [result for result in await self._results(run) if result.status in _BAD]
        return Causes(
            tests=[
                FailedTest(name=test.test_name, group=test.browser_type, status=test.status, message=test.message)
                for test in failed
            ]
        )

    async def _results(self, run: RunLocation) -> Sequence[Any]:
        found = await self.table.read(run, "results")
        if found is None:
            raise RunNotFound(run.run_id)
        return found[0] or ()

    def shown(self, row: RunRow) -> dict[str, Any]:
        """The passwords of test accounts are for nobody's eyes."""
        columns = row.as_dict()
        return columns | {"results": [result._replace(sirenada_password=None) for result in columns["results"]]}


def _failed(status: str | None) -> str | None:
    return status if status in _FINAL else TestStatus.FAILED.value


def _with(values: Iterable[Hashable | None]) -> Callable[[Any], list[Any]]:
    """A change that appends those of these values which a list lacks; None is no value."""
    wanted = list(values)

    def change(stored: Any) -> list[Any]:
        merged = dict.fromkeys(stored or ())
        merged.update((value, None) for value in wanted if value is not None)
        return list(merged)

    return change


def _missing(stored: Iterable[Any], given: Iterable[SirenadaTest]) -> list[SirenadaTest]:
    """The given results that are not among the stored ones, each once."""
    known = {_identity(result) for result in stored}
    missing = []
    for result in given:
        if _identity(result) not in known:
            known.add(_identity(result))
            missing.append(result)
    return missing


def _identity(result: Any) -> tuple[Any, ...]:
    return tuple(getattr(result, name) for name in _IDENTITY)
