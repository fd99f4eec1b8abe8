"""Releases, groups and tests of replayed runs: told when they are missing, or made."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from argus_api.client.replay.records import Record
from argus_core.database import Statement
from argus_core.database.statements import insert
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.http.requests import parse_uuid
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

GROUPS_OF_RELEASE = Statement(Group.select("WHERE release_id = ?"))
ADD_RELEASE = insert("argus_release_v2", "id", "name", "enabled", "perpetual", "dormant")
ADD_GROUP = insert("argus_group_v2", "id", "name", "build_system_id", "release_id", "enabled")
ADD_TEST = insert("argus_test_v2", *Test.columns())
UNTRACKED = "untracked"

log = logging.getLogger("argus.replay")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job belongs."""

    build_id: str
    release: str
    group: str
    group_build_id: str
    test: str


def place_of(build_id: str) -> Place:
    """The place that a job's path stands for."""
    parts = [part for part in build_id.split("/") if part]
    match parts:
        case []:
            names = (UNTRACKED, UNTRACKED, UNTRACKED, UNTRACKED)
        case [test]:
            names = (UNTRACKED, UNTRACKED, UNTRACKED, test)
        case [release, test]:
            names = (release, f"{release}-root", release, test)
        case [release, *middle, test]:
            names = (release, "-".join(middle), "/".join((release, *middle)), test)
    return Place(build_id, *names)


def build_id_of(record: Record) -> str | None:
    """The job that a recorded submission names."""
    body = record.body if isinstance(record.body, dict) else {}
    named = next((body[key] for key in ("job_name", "build_id", "buildId") if body.get(key)), None)
    return str(named) if named else None


class ReplayHierarchy:
    """Looks for the places of runs, and makes them."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._rows = HierarchyRepository(core.database)
        self._runs = core.of(RunService)
        self._making = asyncio.Lock()

    async def missing(self, build_id: str) -> str | None:
        """The sentence that tells what is missing; None when the test is known."""
        if await self._rows.test_by_build_id(build_id) is not None:
            return None
        place = place_of(build_id)
        release = await self._release(place.release)
        group = await self._group(release, place) if release is not None else None
        lacking = [name for name, found in (("release", release), ("group", group), ("test", None)) if found is None]
        return (
            f"test entity missing for build_id='{build_id}': would create release='{place.release}', "
            f"group='{place.group}', test='{place.test}'; currently missing: {', '.join(lacking)}. "
            "Re-run with --create-missing-tests to auto-create the hierarchy, or register the test in Argus first."
        )

    async def ensure(self, record: Record, build_id: str, username: str) -> None:
        """Make what is missing, and fill in what an existing run lacks. One at a time in this process."""
        run_type = str(record.location.get("type") or "")
        if run_type not in self._runs.types:
            return
        body = record.body if isinstance(record.body, dict) else {}
        async with self._making:
            test = await self._rows.test_by_build_id(build_id)
            if test is None:
                test = await self._make(place_of(build_id), run_type, body.get("job_url") or body.get("build_job_url"))
                log.warning("%s's replay created the test %s", username, build_id)
        await self._fill_run(run_type, body.get("run_id"), test)

    async def _make(self, place: Place, run_type: str, url: Any) -> Test:
        release = await self._release(place.release)
        if release is None:
            release = await self._add_release(place.release)
        group_id = await self._group(release, place)
        if group_id is None:
            group_id = uuid4()
            await self._database.execute(ADD_GROUP, (group_id, place.group, place.group_build_id, release, True))
        row: dict[str, Any] = {
            "id": uuid4(),
            "name": place.test,
            "group_id": group_id,
            "release_id": release,
            "build_system_id": place.build_id,
            "plugin_name": run_type,
            "enabled": True,
        }
        if url:
            row["build_system_url"] = str(url)
        await self._database.execute(ADD_TEST, row)
        empty: dict[str, Any] = {name: [] if name == "assignee" else None for name in Test.columns()}
        return Test(**(empty | row))

    async def _add_release(self, name: str) -> UUID:
        release_id = uuid4()
        await self._database.execute(ADD_RELEASE, (release_id, name, True, False, False))
        return release_id

    async def _release(self, name: str) -> UUID | None:
        """The release; of several the one with the smallest id."""
        found: list[Release] = await self._rows.release_by_name(name)
        ids = [release.id for release in found if release.id is not None]
        return min(ids, key=str) if ids else None

    async def _group(self, release_id: UUID, place: Place) -> UUID | None:
        groups = await self._database.fetch(GROUPS_OF_RELEASE, (release_id,), into=Group)
        ids = [g.id for g in groups if g.build_system_id == place.group_build_id and g.id is not None]
        return min(ids, key=str) if ids else None

    async def _fill_run(self, run_type: str, run_id: Any, test: Test) -> None:
        try:
            known = parse_uuid(run_id)
        except ValueError:
            return
        kind = self._runs.types[run_type]
        location = await self._runs.locator.find(run_type, known)
        found = await kind.table.read(location, "test_id", "release_id", "group_id") if location else None
        if location is None or found is None:
            return
        wanted = {"test_id": test.id, "release_id": test.release_id, "group_id": test.group_id}
        lacking = {name: value for (name, value), old in zip(wanted.items(), found, strict=True) if old is None}
        await kind.table.set(location, lacking)
        if lacking:
            await self._runs.locator.move(location, wanted)
