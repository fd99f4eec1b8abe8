"""Which plans a selection means, and which tests they hold."""

from __future__ import annotations

import asyncio
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.hierarchy.rows import Test
from argus_core.plans.rows import Plan

BY_ID = Statement(Plan.select("WHERE id = ?"))
BY_RELEASE = Statement(Plan.select("WHERE release_id = ?"))
BY_VERSION = Statement(Plan.select("WHERE target_version = ?"))
TEST = Statement(Test.select("WHERE id = ?"))
TESTS_OF_GROUP = Statement(Test.select("WHERE group_id = ?"))


class PlanningRepository:
    """Plans and their tests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, plan_id: UUID) -> list[Plan]:
        """The plan, or nothing. (Ids of plans hold their time; the database refuses to look for any other.)"""
        if plan_id.version != 1:
            return []
        return await self._database.fetch(BY_ID, (plan_id,), into=Plan)

    async def by_release(self, release_id: UUID) -> list[Plan]:
        """All plans of a release."""
        return await self._database.fetch(BY_RELEASE, (release_id,), into=Plan)

    async def by_version(self, version: str) -> list[Plan]:
        """All plans for a version."""
        return await self._database.fetch(BY_VERSION, (version,), into=Plan)

    async def tests_of(self, plans: list[Plan]) -> list[Test]:
        """The tests of the plans and of their groups, each once; those that are gone are left out."""
        test_ids = {test_id for plan in plans for test_id in plan.tests}
        group_ids = {group_id for plan in plans for group_id in plan.groups}
        reads = [
            *(self._database.fetch(TEST, (test_id,), into=Test) for test_id in test_ids),
            *(self._database.fetch(TESTS_OF_GROUP, (group_id,), into=Test) for group_id in group_ids),
        ]
        found = {test.id: test for tests in await asyncio.gather(*reads) for test in tests}
        return sorted(found.values(), key=lambda test: test.build_system_id or "")
