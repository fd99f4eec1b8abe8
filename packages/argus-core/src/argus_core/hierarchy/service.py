"""Reading the test hierarchy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from argus_core.caching import AgingCache
from argus_core.errors import DocumentNotFound
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.hierarchy.rows import Group, Release, Test

if TYPE_CHECKING:
    from argus_core.core import Core

E = TypeVar("E", Release, Group, Test)


@dataclass(frozen=True, slots=True)
class Everything:
    """All releases, groups and tests, disabled ones too, in no order."""

    releases: Sequence[Release]
    groups: Sequence[Group]
    tests: Sequence[Test]


class HierarchyService:
    """Releases, groups and tests.

    Rows are kept for the configured seconds and shared between requests: they must not be changed.
    """

    def __init__(self, core: Core) -> None:
        self._repository = HierarchyRepository(core.database)
        seconds = core.settings.cache_seconds
        self._releases: AgingCache[str, list[Release]] = AgingCache(seconds)
        self._groups: AgingCache[UUID, list[Group]] = AgingCache(seconds)
        self._tests: AgingCache[UUID, list[Test]] = AgingCache(seconds)
        self._release: AgingCache[UUID, Release] = AgingCache(seconds)
        self._group: AgingCache[UUID, Group] = AgingCache(seconds)
        self._test: AgingCache[UUID, Test] = AgingCache(seconds)
        self._everything: AgingCache[str, Everything] = AgingCache(seconds)
        self._reading_everything = asyncio.Lock()

    # ---- lists ---------------------------------------------------------------------------------------------------
    async def releases(self, *, disabled: bool = False) -> list[Release]:
        """Releases by name, dormant ones last; disabled ones only when they are asked for."""
        found = _enabled(await self._releases.get_or("all", self._repository.releases) or [], disabled=disabled)
        return sorted(found, key=lambda release: (bool(release.dormant), release.name or ""))

    async def groups(self, release_id: UUID, *, disabled: bool = False) -> list[Group]:
        """Groups of a release by their names for people."""
        found = await self._groups.get_or(release_id, lambda: self._repository.groups_of(release_id))
        return sorted(_enabled(found or [], disabled=disabled), key=lambda group: group.pretty_name or group.name or "")

    async def tests(self, group_id: UUID, *, disabled: bool = False) -> list[Test]:
        """Tests of a group, in no order."""
        found = await self._tests.get_or(group_id, lambda: self._repository.tests_of(group_id))
        return _enabled(found or [], disabled=disabled)

    async def everything(self) -> Everything:
        """The three whole tables. While they are read, further callers wait for that answer instead of reading too."""
        async with self._reading_everything:
            found = await self._everything.get_or("all", self._read_everything)
        assert found is not None  # noqa: S101  (what is read is never None)
        return found

    async def _read_everything(self) -> Everything:
        return Everything(
            *await asyncio.gather(
                self._repository.releases(), self._repository.all_groups(), self._repository.all_tests()
            )
        )

    # ---- one -----------------------------------------------------------------------------------------------------
    async def release(self, release_id: UUID) -> Release:
        """A release; raises DocumentNotFound."""
        found = await self._release.get_or(release_id, lambda: self._repository.release(release_id))
        return _known(found, "ArgusRelease", release_id)

    async def group(self, group_id: UUID) -> Group:
        """A group; raises DocumentNotFound."""
        found = await self._group.get_or(group_id, lambda: self._repository.group(group_id))
        return _known(found, "ArgusGroup", group_id)

    async def test(self, test_id: UUID) -> Test:
        """A test; raises DocumentNotFound."""
        found = await self._test.get_or(test_id, lambda: self._repository.test(test_id))
        return _known(found, "ArgusTest", test_id)

    async def place_of(self, test_id: UUID) -> tuple[Test, Group, Release]:
        """A test with its group and release; raises DocumentNotFound when one of them is missing."""
        test = await self.test(test_id)
        if test.group_id is None or test.release_id is None:
            raise DocumentNotFound("ArgusRelease" if test.group_id else "ArgusGroup", None)
        group, release = await asyncio.gather(self.group(test.group_id), self.release(test.release_id))
        return test, group, release

    def forget(self) -> None:
        """Keep nothing of what was read: something was written."""
        for kept in (self._releases, self._groups, self._tests, self._release, self._group, self._test):
            kept.clear()
        self._everything.clear()


def _enabled(rows: list[E], *, disabled: bool) -> list[E]:
    """A row that does not say counts as disabled."""
    return [row for row in rows if disabled or row.enabled]


def _known(row: E | None, entity: str, row_id: UUID) -> E:
    if row is None:
        raise DocumentNotFound(entity, row_id)
    return row
