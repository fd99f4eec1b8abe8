"""Disruptions in a run, and how many of them there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.clock import epoch_now
from argus_core.plugins.sct.nemesis.errors import NemesisNotFound, NotANemesisStatus
from argus_core.plugins.sct.nemesis.repository import NemesisRepository
from argus_core.plugins.sct.nemesis.types import NemesisStatus, NodeDescription
from argus_core.plugins.sct.page import Nemesis
from argus_core.plugins.sct.runs import SctRuns
from argus_core.runs.rows import RunLocation

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class NewNemesis:
    """A disruption that starts, in seconds since 1970."""

    name: str | None
    class_name: str | None
    start_time: int
    target_node: NodeDescription


class NemesisService:
    """What a run tells about its disruptions."""

    def __init__(self, core: Core) -> None:
        self._runs = core.of(SctRuns)
        self._rows = NemesisRepository(core.database)

    async def all(self, run_id: UUID) -> list[Nemesis]:
        """Disruptions of a run, oldest first."""
        return await self._rows.of_run(run_id)

    async def start(self, run_id: UUID, new: NewNemesis) -> None:
        """A disruption began. One that started in the same second stays."""
        run = await self._runs.find(run_id)
        await self._rows.start(
            {
                "run_id": run_id,
                "start_time": new.start_time,
                "name": new.name,
                "class_name": new.class_name,
                "target_node": new.target_node,
                "status": NemesisStatus.RUNNING.value,
                "duration": 0,
                "end_time": 0,
                "stack_trace": "",
            }
        )
        await self._count(run)

    async def finish(self, run_id: UUID, name: str, start_time: int, status: str, message: str) -> None:
        """A disruption ended; its name is not compared. One that has ended before stays as it is, whatever is told."""
        known = status in set(NemesisStatus)
        ended = known and await self._rows.end(run_id, start_time, NemesisStatus(status), message, epoch_now())
        if not ended:
            stored = await self._rows.status(run_id, start_time)
            if stored is None:
                raise NemesisNotFound(name, start_time)
            if not known and stored == (NemesisStatus.RUNNING,):
                raise NotANemesisStatus(status)
        # Also after a repetition: the first delivery may have broken off before it came here.
        await self._count(await self._runs.find(run_id))

    async def _count(self, run: RunLocation) -> None:
        """Keep the numbers with the run, worked out from the disruptions themselves."""

        async def counted(stored: Any) -> dict[str, int]:
            assert run.run_id is not None  # noqa: S101  (part of the primary key)
            return statistics(await self._rows.statuses(run.run_id))

        await self._runs.table.derive(run, "nemesis_stats", counted)


def statistics(statuses: Iterable[str | None]) -> dict[str, int]:
    """`total`, and how many ended with which status."""
    everything = list(statuses)
    ended = Counter(status for status in everything if status and status != NemesisStatus.RUNNING)
    return {"total": len(everything), **ended} if everything else {}
