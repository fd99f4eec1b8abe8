"""The run that a call about a test and a run means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.hierarchy.rows import Test
from argus_core.hierarchy.service import HierarchyService
from argus_core.runs.errors import RunNotFound, TestHasNoRunType, UnknownPlugin
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import RunType
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class Subject:
    """A run with its type and the test that a caller named."""

    test: Test
    run_type: RunType
    run: RunLocation

    @property
    def ids(self) -> dict[str, UUID | None]:
        """What entries of the activity log about the run carry, but for the group."""
        return {"run_id": self.run.run_id, "test_id": self.test.id, "release_id": self.test.release_id}


class Subjects:
    """Finds them."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(RunService)
        self._hierarchy = core.of(HierarchyService)

    async def find(self, test_id: UUID, run_id: UUID) -> Subject:
        """A run among those of a test's type; whether it is of that test is not asked.

        Raises DocumentNotFound for an unknown test, TestHasNoRunType, RunNotFound.
        """
        test = await self._hierarchy.test(test_id)
        run_type = self._runs.types.get(test.plugin_name or "")
        if run_type is None:
            raise TestHasNoRunType(test_id, test.plugin_name)
        return Subject(test, run_type, await self._runs.locate(run_type, run_id))

    async def of_type(self, run_type: str, run_id: UUID) -> tuple[RunType, RunLocation]:
        """A run by its type and id. Raises UnknownPlugin, RunNotFound."""
        known = self._runs.types.get(run_type)
        if known is None:
            raise UnknownPlugin(run_type)
        return known, await self._runs.locate(known, run_id)

    async def of_any_type(self, run_id: UUID) -> tuple[RunType, RunLocation]:
        """A run by its id alone. Raises RunNotFound."""
        location = await self._runs.locator.find_any(run_id)
        if location is None or location.run_type is None:
            raise RunNotFound(run_id)
        return self._runs.types[location.run_type], location
