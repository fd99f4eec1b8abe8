"""Some columns of a run, instead of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.errors import BadRequest
from argus_core.runs.errors import RunNotFound
from argus_core.runs.rows import RunLocation
from argus_core.runs.run_type import RunType
from argus_core.runs.subjects import Subjects

if TYPE_CHECKING:
    from argus_core.core import Core

_WIDE = ("list<", "map<", "set<", "frozen<")


class RunParts:
    """Narrow reads of runs."""

    def __init__(self, core: Core) -> None:
        self._subjects = core.of(Subjects)

    async def read(self, run_type: str, run_id: UUID, fields: Iterable[str]) -> dict[str, Any]:
        """The named columns, as people get to see them.

        Raises UnknownPlugin, BadRequest for a name that is no column of this run type, RunNotFound.
        """
        kind, run = await self._subjects.of_type(run_type, run_id)
        wanted = checked(kind, fields)
        shown = kind.shown_part(await self._read(kind, run, wanted))
        return {name: shown[name] for name in wanted}

    @staticmethod
    async def _read(kind: RunType, run: RunLocation, wanted: Iterable[str]) -> dict[str, Any]:
        """Values by column: the small columns together, each large one alone.

        So there is one statement per large column and one for the rest, whatever callers combine.
        """
        types = kind.row.columns()
        small = tuple(name for name, cql in types.items() if not cql.startswith(_WIDE))
        groups: list[tuple[str, ...]] = [(name,) for name in wanted if name not in small]
        if not groups or any(name in small for name in wanted):
            groups.append(small)
        rows = await asyncio.gather(*(kind.table.read(run, *group) for group in groups))
        values: dict[str, Any] = {}
        for group, row in zip(groups, rows, strict=True):
            if row is None:
                raise RunNotFound(run.run_id)
            values |= zip(group, row, strict=True)
        return values


def checked(kind: RunType, fields: Iterable[str]) -> list[str]:
    """The names, each once; raises BadRequest when one is no column, or when there is none."""
    wanted = list(dict.fromkeys(name for name in (text.strip() for text in fields) if name))
    if not wanted:
        raise BadRequest("fields: at least one column must be named")
    known = kind.row.columns()
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise BadRequest(f"fields: {unknown!r} is no column of {kind.name} runs")
    return wanted
