"""Reads and writes of the test hierarchy."""

from __future__ import annotations

import asyncio
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.hierarchy.rows import Group, Release, Test

RELEASE = Statement(Release.select("WHERE id = ?"))
GROUP = Statement(Group.select("WHERE id = ?"))
TEST = Statement(Test.select("WHERE id = ?"))
RELEASES = Statement(Release.select())
ALL_GROUPS = Statement(Group.select())
ALL_TESTS = Statement(Test.select())
GROUPS = Statement(Group.select("WHERE release_id = ?"))
TESTS = Statement(Test.select("WHERE group_id = ?"))
RELEASE_BY_NAME = Statement(Release.select("WHERE name = ?"))
TESTS_BY_BUILD_ID = Statement(Test.select("WHERE build_system_id = ?"))
SET_PLUGIN = Statement("UPDATE argus_test_v2 SET plugin_name = ? WHERE id = ?")


class HierarchyRepository:
    """The tables of releases, groups and tests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def release(self, release_id: UUID) -> Release | None:
        """The release with this id."""
        return await self._database.fetch_one(RELEASE, (release_id,), into=Release)

    async def release_by_name(self, name: str) -> list[Release]:
        """Releases with this name: one, unless the data is damaged."""
        return await self._database.fetch(RELEASE_BY_NAME, (name,), into=Release)

    async def releases(self) -> list[Release]:
        """All releases, in no order."""
        return await self._database.fetch(RELEASES, into=Release)

    async def all_groups(self) -> list[Group]:
        """The groups of all releases, in no order."""
        return await self._database.fetch(ALL_GROUPS, into=Group)

    async def all_tests(self) -> list[Test]:
        """The tests of all releases, in no order. It costs a read of the whole table."""
        return await self._database.fetch(ALL_TESTS, into=Test)

    async def groups_of(self, release_id: UUID) -> list[Group]:
        """The groups of a release, in no order."""
        return await self._database.fetch(GROUPS, (release_id,), into=Group)

    async def tests_of(self, group_id: UUID) -> list[Test]:
        """The tests of a group, in no order."""
        return await self._database.fetch(TESTS, (group_id,), into=Test)

    async def group(self, group_id: UUID) -> Group | None:
        """The group with this id."""
        return await self._database.fetch_one(GROUP, (group_id,), into=Group)

    async def test(self, test_id: UUID) -> Test | None:
        """The test with this id."""
        return await self._database.fetch_one(TEST, (test_id,), into=Test)

    async def test_by_build_id(self, build_id: str) -> Test | None:
        """The test whose job path this is; of several (damaged data) the one with the smallest id."""
        found = await self._database.fetch(TESTS_BY_BUILD_ID, (build_id,), into=Test)
        return min(found, key=lambda test: str(test.id)) if found else None

    async def info(self, test_id: UUID) -> tuple[Test, Group, Release] | None:
        """A test with its group and release; None when any of them is missing."""
        test = await self.test(test_id)
        if test is None or test.group_id is None or test.release_id is None:
            return None
        group, release = await asyncio.gather(self.group(test.group_id), self.release(test.release_id))
        return (test, group, release) if group is not None and release is not None else None

    async def set_plugin(self, test_id: UUID, plugin: str) -> None:
        """Remember which plugin submits runs of a test."""
        await self._database.execute(SET_PLUGIN, (plugin, test_id))
