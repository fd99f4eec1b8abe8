"""Running a job that is due, while a lease keeps all other workers of the fleet away from it.

The lease is a row that disappears by itself: it is written only if there is none, with a time to live, and renewed
while the job runs. A worker that dies renews no more, and another one runs the job again. A worker that lives but
cannot renew (the database is away, the event loop stands still) stops its run before the lease can end.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from argus_core.background.service import run_guarded
from argus_core.clock import utc_now
from argus_core.database import DatabaseError
from argus_core.jobs.repository import JobRepository
from argus_core.jobs.rows import JobLease, JobRun, Outcome

if TYPE_CHECKING:
    from argus_core.blueprint import Job
    from argus_core.core import Core

KEEP_RUNS = timedelta(days=30)
LONGEST_DETAIL = 2000

log = logging.getLogger("argus.jobs")


@dataclass(frozen=True, slots=True)
class LeaseTimes:
    """Seconds: ttl is the life of a lease that is not renewed, renew the time between renewals, look that between looks
    at what is due. A job of a worker that died runs elsewhere after at most ttl + look.
    """

    ttl: int = 24
    renew: float = 6
    look: float = 5


class JobRunner:
    """Runs jobs in this worker."""

    def __init__(self, core: Core, *, times: LeaseTimes | None = None, worker: str | None = None) -> None:
        self._core = core
        self._repository = JobRepository(core.database)
        self._not_before: dict[str, float] = {}
        self.times = times or LeaseTimes()
        self.worker = worker or f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"

    async def run_if_due(self, job: Job) -> bool:
        """Run a job unless it ran lately or another worker runs it; whether it was run. Errors are only logged."""
        try:
            if not await self._is_due(job):
                return False
            asked = time.monotonic()
            lease = JobLease(name=job.name, holder=self.worker, acquired_at=utc_now())
            if not await self._repository.acquire(lease, self.times.ttl):
                return False
            try:
                # Somebody may have run it between the look and the lease.
                if not await self._is_due(job, leased=True):
                    return False
                await self._run(job, lease, held_until=asked + self.times.ttl)
                return True
            finally:
                await self._repository.release(lease)
        except DatabaseError as error:
            log.warning("Job %s waits for the database: %s", job.name, error.message)
            return False

    async def _is_due(self, job: Job, *, leased: bool = False) -> bool:
        """Whether the last run is long ago, or was left unfinished by a worker that is gone.

        leased: the lease is ours, so a run that goes on by its row does not.
        """
        if time.monotonic() < self._not_before.get(job.name, 0):
            return False
        runs = await self._repository.last_runs(job.name, 1)
        if not runs or runs[0].outcome == Outcome.INTERRUPTED:
            return True
        last = runs[0]
        if last.outcome is None:
            return await self._left_behind(job, last) if leased else await self._repository.holder(job.name) is None
        wait = (last.started_at + job.every - utc_now()).total_seconds() if last.started_at else 0
        # The next run can only be later than this, whoever does it: no need to ask before.
        self._not_before[job.name] = time.monotonic() + wait
        return wait <= 0

    async def _left_behind(self, job: Job, run: JobRun) -> bool:
        """Say of an unfinished run that it was interrupted."""
        log.warning("Job %s was left unfinished by worker %s and runs again.", job.name, run.worker)
        run.outcome, run.finished_at = Outcome.INTERRUPTED.value, utc_now()
        await self._repository.write_run(run, _kept(job))
        return True

    async def _run(self, job: Job, lease: JobLease, *, held_until: float) -> None:
        run = JobRun(job=job.name, started_at=utc_now(), worker=self.worker)
        await self._repository.write_run(run, _kept(job))
        work = asyncio.create_task(self._outcome(job))
        keeper = asyncio.create_task(self._keep(lease, work, held_until))
        run.outcome, run.detail = Outcome.INTERRUPTED.value, "The worker was stopped or lost its lease."
        try:
            run.outcome, run.detail = await work
        except asyncio.CancelledError:
            if _is_being_stopped():  # and not by the keeper
                raise
        finally:
            keeper.cancel()
            run.finished_at = utc_now()
            await self._repository.write_run(run, _kept(job))
            log.info("Job %s: %s. %s", job.name, run.outcome, run.detail)

    async def _outcome(self, job: Job) -> tuple[str, str]:
        ended = await run_guarded(self._core, job.name, job.run, self._core)
        if ended.error is not None:
            return Outcome.FAILED.value, f"{type(ended.error).__name__}: {ended.error}"[:LONGEST_DETAIL]
        return Outcome.DONE.value, str(ended.result or "")[:LONGEST_DETAIL]

    async def _keep(self, lease: JobLease, work: asyncio.Task[tuple[str, str]], held_until: float) -> None:
        """Renew the lease while the work goes on; stop the work before the lease can end without us."""
        while time.monotonic() + self.times.renew < held_until:
            await asyncio.sleep(self.times.renew)
            asked = time.monotonic()
            try:
                async with asyncio.timeout(max(0, held_until - asked)):
                    if not await self._repository.renew(lease, self.times.ttl):
                        break
                held_until = asked + self.times.ttl
            except (DatabaseError, TimeoutError) as error:
                log.warning("Job %s cannot renew its lease: %s", lease.name, error)
        log.error("Job %s lost its lease and is stopped.", lease.name)
        work.cancel()


def _is_being_stopped() -> bool:
    """Whether somebody cancelled the task that runs this, and not only what it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _kept(job: Job) -> int:
    """Seconds after which a run is forgotten: late enough to know when the job ran last."""
    return int(max(KEEP_RUNS, 4 * job.every).total_seconds())
