"""Finding the run that an id or an address means."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from uuid import UUID

from argus_core.database import Statement
from argus_core.runs.service import RunService
from argus_core.search.query import as_uuid

if TYPE_CHECKING:
    from argus_core.core import Core

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LARGEST_NUMBER = 2**31 - 1
MOST_READINGS = 3
"""Of an address with several numbers in it."""


@dataclass(frozen=True, slots=True)
class Build:
    """A build of a job."""

    build_id: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRun:
    """A run, as far as a link to it needs."""

    run_id: UUID
    """Id of the run."""
    plugin_name: str
    """Its run type, as in addresses."""
    test_id: UUID | None
    """Its test; null for runs of jobs that no test has."""
    build_id: str
    """Path of its job."""
    build_number: int | None
    """Number of its build, when its submission told it."""
    status: str | None
    """Its status."""
    url: str
    """Its page, as a path."""


@cache
def _by_number(table: str) -> Statement:
    # Newest first, in one partition; the filter spares the transport of all other builds of the job.
    return Statement(
        f"SELECT id, test_id, build_number, status FROM {table} "
        "WHERE build_id = ? AND build_number = ? LIMIT 1 ALLOW FILTERING"
    )


class RunFinder:
    """Finds runs of any type."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._runs = core.of(RunService)

    async def find(self, typed: str) -> FoundRun | None:
        """The run that a typed text means: an id, an address of a page with an id in it, `job/path#12`, or the address
        of a build on Jenkins, with or without what follows the number. None when there is none.
        """
        for run_id in _ids_in(typed):
            found = await self.by_id(run_id)
            if found is not None:
                return found
        # An outer number may be that of the build, too: all readings are looked up at once, the first one wins.
        outcomes = await asyncio.gather(*(self.by_build(build) for build in builds_in(typed)))
        return next((found for found in outcomes if found is not None), None)

    async def by_id(self, run_id: UUID) -> FoundRun | None:
        """The run with this id."""
        location = await self._runs.locator.find_any(run_id)
        if location is None or location.run_type is None:
            return None
        columns = await self._runs.types[location.run_type].table.read(location, "build_number", "status")
        if columns is None:
            return None
        number, status = columns
        return _found(location.run_type, run_id, location.test_id, Build(location.build_id or "", number), status)

    async def by_build(self, build: Build) -> FoundRun | None:
        """The newest run of a job with this build number, whatever its type."""
        types = sorted(self._runs.types.items())
        answers = await asyncio.gather(
            *(self._database.tuples(_by_number(kind.table.name), (build.build_id, build.number)) for _, kind in types)
        )
        for (name, _), rows in zip(types, answers, strict=True):
            for run_id, test_id, _, status in rows:
                return _found(name, run_id, test_id, build, status)
        return None


def _found(plugin: str, run_id: UUID, test_id: UUID | None, build: Build, status: str | None) -> FoundRun:
    return FoundRun(
        run_id=run_id,
        plugin_name=plugin,
        test_id=test_id,
        build_id=build.build_id,
        build_number=build.number,
        status=status,
        url=f"/tests/{plugin}/{run_id}",
    )


def _ids_in(typed: str) -> list[UUID]:
    """Ids in a text, the last one first: addresses of runs begin with what the run belongs to."""
    found = [UUID(text) for text in _UUID.findall(typed)]
    if not found:  # without dashes
        whole = as_uuid(typed)
        found = [whole] if whole is not None else []
    return found[::-1][:MOST_READINGS]


def builds_in(typed: str) -> list[Build]:
    """What a text may mean as a build, the best reading first.

    `https://ci/job/folder/job/name/12/console` and `folder/name#12` both mean build 12 of `folder/name`.
    """
    return list(_readings(typed.strip()))[:MOST_READINGS]


def _readings(typed: str) -> Iterator[Build]:
    job, _, number = typed.rpartition("#")
    if job.strip(" /") and _is_number(number):
        yield Build(job.strip(" /"), int(number))
    segments = [unquote(part) for part in _path_of(typed).split("/") if part]
    segments = _without_job(segments)
    for place in range(len(segments) - 1, 0, -1):
        if _is_number(segments[place]):
            yield Build("/".join(segments[:place]), int(segments[place]))


def _path_of(typed: str) -> str:
    return urlsplit(typed).path if _ADDRESS.match(typed) else typed


def _without_job(segments: list[str]) -> list[str]:
    """Jenkins puts `job` before each part of a job's path; what comes before the first one is where Jenkins lies."""
    if "job" not in segments:
        return segments
    rest = segments[segments.index("job") :]
    path: list[str] = []
    while len(rest) >= 2 and rest[0] == "job":
        path.append(rest[1])
        rest = rest[2:]
    return path + rest


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_NUMBER
