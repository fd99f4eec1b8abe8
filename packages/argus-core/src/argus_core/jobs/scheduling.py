"""The schedule of one worker: it looks often at what is due; the lease decides who runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from argus_core.jobs.runner import JobRunner, LeaseTimes
from argus_core.jobs.service import JobTable

if TYPE_CHECKING:
    from argus_core.blueprint import Job
    from argus_core.core import Core

STOP_SECONDS = 10
"""Longest wait for a stopped job to let go."""


@asynccontextmanager
async def scheduled(core: Core, *, times: LeaseTimes | None = None) -> AsyncIterator[JobRunner]:
    """Take part in the jobs of the server until the block ends; a job that runs then is stopped and left to others."""
    runner = JobRunner(core, times=times)
    looks = _Looks(runner)
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in core.of(JobTable).jobs:
        seconds = min(runner.times.look, job.every.total_seconds())
        scheduler.add_job(
            looks.look,
            "interval",
            args=[job],
            seconds=seconds,
            jitter=seconds / 4,
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield runner
    finally:
        scheduler.pause()
        await looks.stop()
        scheduler.shutdown(wait=False)


class _Looks:
    """What the scheduler calls; knows what runs, so that it can be stopped and waited for.

    (The scheduler itself would only cancel it, and the database is closed soon after.)
    """

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner
        self._running: dict[str, asyncio.Task[bool]] = {}

    async def look(self, job: Job) -> None:
        """Run a job if it is due."""
        if job.name in self._running:
            return
        task = self._running[job.name] = asyncio.create_task(self._runner.run_if_due(job))
        task.add_done_callback(lambda _: self._running.pop(job.name, None))

    async def stop(self) -> None:
        """Stop what runs and wait until it has left its lease to others."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
