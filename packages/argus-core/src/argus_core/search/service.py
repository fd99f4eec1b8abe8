"""Search."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.errors import BadRequest, DocumentNotFound
from argus_core.hierarchy.service import HierarchyService
from argus_core.runs.rows import RunLocation, RunRow
from argus_core.runs.service import RunService
from argus_core.search.catalogue import Catalogue
from argus_core.search.query import LONGEST_QUERY, as_uuid, parse_query

if TYPE_CHECKING:
    from argus_core.core import Core

ADD_ALL = {"id": UUID("db6f33b2-660b-4639-ba7f-79725ef96616"), "name": "Add all...", "type": "special"}
"""Always the first hit: pages offer it as a choice, programs skip it by its type."""


class SearchService:
    """Finds releases, groups and tests by name and a run by id.

    Names are compared in memory. The tables are read at most once in the configured seconds, so what other workers
    changed is found that much later.
    """

    def __init__(self, core: Core) -> None:
        self._hierarchy = core.of(HierarchyService)
        self._runs = core.of(RunService)
        self._catalogue: Catalogue | None = None

    async def search(self, typed: str | None, *, release_id: UUID | None = None) -> list[dict[str, Any]]:
        """All hits; none at all without a query, and for the id of no run.

        release_id: only groups and tests of this release (a query that is an id ignores it). Raises DocumentNotFound
        for an unknown release.
        """
        if not typed:
            return []
        if len(typed) > LONGEST_QUERY:
            raise BadRequest(f"query: a query has {LONGEST_QUERY} characters at most")
        run_id = as_uuid(typed)
        if run_id is not None:
            return await self._run(run_id)
        if release_id is not None:
            await self._hierarchy.release(release_id)
        catalogue = await self._current()
        return [ADD_ALL, *(item.hit() for item in catalogue.find(parse_query(typed), release_id))]

    async def _current(self) -> Catalogue:
        """Made anew only when the tables were read again."""
        everything = await self._hierarchy.everything()
        if self._catalogue is None or self._catalogue.source is not everything:
            self._catalogue = Catalogue(everything)
        return self._catalogue

    async def _run(self, run_id: UUID) -> list[dict[str, Any]]:
        location = await self._runs.locator.find_any(run_id)
        if location is None or location.run_type is None:
            return []
        run_type = self._runs.types[location.run_type]
        row = await run_type.row_of(location)
        if row is None:
            return []
        return [run_type.shown(row) | {"type": "run"} | await self._place_of(row, location)]

    async def _place_of(self, row: RunRow, location: RunLocation) -> dict[str, Any]:
        """What a run belongs to, null where it belongs to nothing or to what is gone; and its name."""
        test, group, release = await asyncio.gather(
            _if_known(self._hierarchy.test, row.test_id),
            _if_known(self._hierarchy.group, row.group_id),
            _if_known(self._hierarchy.release, row.release_id),
        )
        name = test.name if test is not None else location.build_id
        return {"test": test, "group": group, "release": release, "name": f"{name}#{row.build_number}"}


async def _if_known(read: Any, row_id: UUID | None) -> Any:
    if row_id is None:
        return None
    try:
        return await read(row_id)
    except DocumentNotFound:
        return None
