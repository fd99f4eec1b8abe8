"""The schedules of several workers, as the server starts and ends them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from argus_core.blueprint import Job
from argus_core.config import Settings
from argus_core.jobs import JobTable, scheduled
from argus_core.jobs.repository import JobRepository
from argus_core.jobs.rows import JobRun
from argus_core.jobs.runner import LeaseTimes

Read = Callable[[Job], Awaitable[list[JobRun]]]
FAST = LeaseTimes(ttl=2, renew=0.4, look=0.2)
WORKER = Path(__file__).with_name("worker.py")


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_four_schedules_run_a_job_once_an_interval(make_core: Any, make_work: Any, runs_of: Read) -> None:
    work = make_work(seconds=0.1, every=timedelta(seconds=2))
    cores = [await make_core() for _ in range(4)]
    async with AsyncExitStack() as stack:
        for core in cores:
            core.of(JobTable).declare([work.job])
            await stack.enter_async_context(scheduled(core, times=FAST))
        await until(lambda: len(work.began) == 3, 30)
    begun = [run.started_at for run in reversed(await runs_of(work.job)) if run.started_at is not None]
    assert len(begun) == 3
    assert all(later - earlier >= work.job.every for earlier, later in pairwise(begun))
    assert work.most_at_once == 1


async def test_the_end_of_a_worker_stops_its_job_and_frees_it(
    make_core: Any, make_work: Any, runs_of: Read, repository: JobRepository
) -> None:
    work = make_work(seconds=60)
    core = await make_core()
    core.of(JobTable).declare([work.job])
    async with scheduled(core, times=FAST):
        await until(lambda: len(work.began) == 1)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert await repository.holder(work.job.name) is None
    assert [run.outcome for run in await runs_of(work.job)] == ["interrupted"]


async def test_other_jobs_go_on_while_one_is_slow_or_fails(make_core: Any, make_work: Any) -> None:
    slow, broken, good = make_work(seconds=60), make_work(error=True), make_work()
    core = await make_core()
    core.of(JobTable).declare([slow.job, broken.job, good.job])
    async with scheduled(core, times=FAST):
        await until(lambda: bool(slow.began and broken.began and good.ended))


@contextmanager
def worker(settings: Settings, job: str, tell: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that takes part in a job; it appends a line to `tell` when a run begins and when it ends."""
    environment = os.environ | {
        "PROBE_HOST": settings.scylla_contact_points[0],
        "PROBE_PORT": str(settings.scylla_port),
        "PROBE_KEYSPACE": settings.scylla_keyspace_name,
        "PROBE_JOB": job,
        "PROBE_TELL": str(tell),
    }
    process = subprocess.Popen([sys.executable, str(WORKER)], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
async def test_the_job_of_a_killed_worker_is_taken_over(
    settings: Settings, tmp_path: Path, repository: JobRepository
) -> None:
    """Four processes; the one that runs the job is killed without a chance to say good-bye."""
    job, tell = f"job-{uuid4().hex[:10]}", tmp_path / "told"
    tell.touch()

    def told() -> list[list[str]]:
        return [line.split() for line in tell.read_text().splitlines()]

    with ExitStack() as stack:
        workers = [stack.enter_context(worker(settings, job, tell)) for _ in range(4)]
        await until(lambda: len(told()) == 1, 60)
        await asyncio.sleep(1)
        assert len(told()) == 1  # the other three leave it alone
        word, pid = told()[0]
        assert word == "began"
        (holder,) = [process for process in workers if process.pid == int(pid)]
        holder.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        await until(lambda: len(told()) >= 2, 30)
        # The lease lives 3 s, and workers look every 0.3 s; starting a run takes a moment.
        assert time.monotonic() - killed < 3 + 0.5 + 1.5
        assert told()[1][0] == "began"
        assert told()[1][1] != pid
    first, second = reversed(await repository.last_runs(job, 5))
    assert (first.outcome, second.outcome) == ("interrupted", None)
