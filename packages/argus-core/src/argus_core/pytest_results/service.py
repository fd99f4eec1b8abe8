"""Submitting pytest results, and statistics over them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from argus_core.clock import from_epoch
from argus_core.plugins.generic import GenericRunType
from argus_core.pytest_results.aggregates import Aggregate, checked
from argus_core.pytest_results.repository import PytestRepository
from argus_core.pytest_results.rows import PytestResult
from argus_core.pytest_results.schemas import SubmittedPytestResult
from argus_core.runs.errors import TestRunServiceException
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


class PytestResultService:
    """Results of single tests."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._repository = PytestRepository(core.database)

    async def submit(self, result: SubmittedPytestResult) -> datetime:
        """Store a result with what the run of its session belongs to, if that is known. Gives the result's id."""
        ended = from_epoch(result.timestamp)
        run = await self._runs.locator.find(GenericRunType.name, result.run_id)
        columns = {
            "name": result.name,
            "status": result.status,
            "id": ended,
            "test_type": result.test_type,
            "run_id": result.run_id,
            "test_id": run.test_id if run else None,
            "release_id": run.release_id if run else None,
            "duration": result.duration,
            "message": result.message,
            "test_timestamp": ended,
            "session_timestamp": from_epoch(result.session_timestamp),
            "markers": result.markers or None,
        }
        # The fields first: nobody sees them without their result, so a delivery that is cut off leaves no half result.
        await self._repository.add_user_fields(result.name, ended, result.user_fields)
        await self._repository.add(columns)
        return ended

    async def of_test(
        self, name: str, *, after: datetime | None = None, before: datetime | None = None
    ) -> list[PytestResult]:
        """The results of a test, all of them or those strictly between two times, by status and time."""
        return await self._repository.of_test(name, after, before) if name else []

    async def statistics(self, name: str, column: str, function: str, *, status: str | None, since: str | None) -> Any:
        """An aggregate of a column over the results of a test.

        `since` is a text of whole seconds since 1970. Without rows an average is 0.0, a count 0, others None.
        """
        known_column, known_function = checked(column, function)
        earliest = _moment(since) if since is not None else None
        value = await self._repository.aggregate(name, known_column, known_function, status=status, since=earliest)
        return 0.0 if value is None and known_function is Aggregate.AVG else value


def _moment(text: str) -> datetime:
    try:
        return from_epoch(int(text))
    except ValueError as error:
        raise TestRunServiceException("Malformed timestamp value") from error
