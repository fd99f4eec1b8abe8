"""Which jobs there are and how they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from argus_core.jobs.repository import JobRepository
from argus_core.jobs.rows import JobLease, JobRun

if TYPE_CHECKING:
    from argus_core.blueprint import Job
    from argus_core.core import Core

SHOWN_RUNS = 10


@dataclass(frozen=True, slots=True)
class JobState:
    """A job, who runs it now (None: nobody), and its last runs, newest first."""

    job: Job
    lease: JobLease | None
    runs: list[JobRun] = field(default_factory=list)


class JobTable:
    """The jobs of the packages that are on."""

    def __init__(self, core: Core) -> None:
        self.jobs: Sequence[Job] = ()
        self._repository = JobRepository(core.database)

    def declare(self, jobs: Sequence[Job]) -> None:
        """These are the jobs; said once, when the server starts."""
        names = [job.name for job in jobs]
        if len(set(names)) < len(names):
            raise ValueError(f"two jobs have the same name: {sorted(names)}")
        self.jobs = tuple(jobs)

    async def states(self) -> list[JobState]:
        """All jobs, by name."""
        jobs = sorted(self.jobs, key=lambda job: job.name)
        found = await self._repository.states([job.name for job in jobs], SHOWN_RUNS)
        return [JobState(job, lease, runs) for job, (lease, runs) in zip(jobs, found, strict=True)]
