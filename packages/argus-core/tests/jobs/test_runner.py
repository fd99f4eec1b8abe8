"""One worker of the fleet runs a job that is due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from argus_core.blueprint import Job
from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.database import Statement
from argus_core.jobs.repository import JobRepository
from argus_core.jobs.rows import JobLease, JobRun
from argus_core.jobs.runner import JobRunner, LeaseTimes
from argus_core.testing.database import Node

Read = Callable[[Job], Awaitable[list[JobRun]]]
FAST = LeaseTimes(ttl=2, renew=0.4, look=0.2)
PLANT = Statement("INSERT INTO job_lease (name, holder, acquired_at) VALUES (?, ?, ?) USING TTL ?")


async def test_a_new_job_runs_and_is_remembered(core: Core, make_work: Any, runs_of: Read) -> None:
    work = make_work()
    runner = JobRunner(core, times=FAST, worker="worker-1")
    begun = utc_now()
    assert await runner.run_if_due(work.job) is True
    (run,) = await runs_of(work.job)
    assert (run.worker, run.outcome, run.detail) == ("worker-1", "done", "1 done")
    assert run.started_at is not None
    assert run.finished_at is not None
    assert begun <= run.started_at <= run.finished_at <= utc_now()
    assert work.began == [core]


async def test_it_runs_again_only_after_its_interval(core: Core, make_work: Any, runs_of: Read) -> None:
    work = make_work(every=timedelta(seconds=1))
    runners = [JobRunner(core, times=FAST), JobRunner(core, times=FAST)]
    assert await runners[0].run_if_due(work.job)
    assert not await runners[0].run_if_due(work.job)
    assert not await runners[1].run_if_due(work.job)
    await asyncio.sleep(1.1)
    assert await runners[1].run_if_due(work.job)
    assert not await runners[0].run_if_due(work.job)
    assert len(await runs_of(work.job)) == 2


async def test_four_workers_at_once_run_it_once(make_core: Any, make_work: Any, runs_of: Read) -> None:
    work = make_work(seconds=0.5)
    runners = [JobRunner(await make_core(), times=FAST) for _ in range(4)]
    for _ in range(5):
        await asyncio.gather(*(runner.run_if_due(work.job) for runner in runners))
    assert len(work.began) == len(work.ended) == 1
    assert len(await runs_of(work.job)) == 1


async def test_four_workers_and_a_short_interval_never_run_it_side_by_side(make_core: Any, make_work: Any) -> None:
    work = make_work(seconds=0.05, every=timedelta(milliseconds=1))
    runners = [JobRunner(await make_core(), times=FAST) for _ in range(4)]

    async def look_often(runner: JobRunner) -> None:
        for _ in range(10):
            await runner.run_if_due(work.job)

    await asyncio.gather(*(look_often(runner) for runner in runners))
    assert len(work.ended) > 3
    assert work.most_at_once == 1


async def test_a_lease_of_somebody_else_is_respected_until_it_ends(
    core: Core, make_work: Any, repository: JobRepository
) -> None:
    work = make_work()
    await core.database.execute(PLANT, (work.job.name, "somebody else", utc_now(), 2))
    runner = JobRunner(core, times=FAST)
    assert not await runner.run_if_due(work.job)
    assert work.began == []
    await asyncio.sleep(2.2)
    assert await runner.run_if_due(work.job)
    assert await repository.holder(work.job.name) is None


async def test_a_long_run_keeps_its_lease(make_core: Any, make_work: Any, repository: JobRepository) -> None:
    work = make_work(seconds=3.5)  # longer than the lease lives
    first, second = [JobRunner(await make_core(), times=FAST) for _ in range(2)]
    running = asyncio.create_task(first.run_if_due(work.job))
    await asyncio.sleep(0.2)
    while not running.done():
        assert not await second.run_if_due(work.job)
        await asyncio.sleep(0.2)
    assert await running is True
    assert len(work.ended) == 1
    assert await repository.holder(work.job.name) is None


async def test_a_run_that_a_dead_worker_left_is_taken_over(
    core: Core, make_work: Any, runs_of: Read, repository: JobRepository
) -> None:
    work = make_work()
    left = JobRun(job=work.job.name, started_at=utc_now(), worker="dead")
    await repository.write_run(left, 60)
    await core.database.execute(PLANT, (work.job.name, "dead", utc_now(), 1))
    runner = JobRunner(core, times=FAST, worker="alive")
    assert not await runner.run_if_due(work.job)
    await asyncio.sleep(1.2)
    assert await runner.run_if_due(work.job)
    newest, oldest = await runs_of(work.job)
    assert (newest.worker, newest.outcome) == ("alive", "done")
    assert (oldest.worker, oldest.outcome) == ("dead", "interrupted")
    assert oldest.finished_at is not None


async def test_a_job_that_fails_waits_for_its_next_time(
    core: Core, make_work: Any, runs_of: Read, caplog: pytest.LogCaptureFixture
) -> None:
    work = make_work(error=True)
    runner = JobRunner(core, times=FAST)
    with caplog.at_level("ERROR", logger="argus.background"):
        assert await runner.run_if_due(work.job)
    assert not await runner.run_if_due(work.job)
    (run,) = await runs_of(work.job)
    assert (run.outcome, run.detail) == ("failed", "ConnectionError: GitHub is away")
    assert f"Background work {work.job.name} failed" in caplog.text
    shown = core.metrics.exposition(None, ["argus_background_failures_total"])[0].decode()
    assert f'argus_background_failures_total{{task="{work.job.name}"}} 1.0' in shown


async def test_a_worker_that_loses_its_lease_stops(
    core: Core, make_work: Any, runs_of: Read, repository: JobRepository, caplog: pytest.LogCaptureFixture
) -> None:
    work = make_work(seconds=30)
    runner = JobRunner(core, times=FAST, worker="first")
    running = asyncio.create_task(runner.run_if_due(work.job))
    await work.has_begun()
    await repository.release(JobLease(name=work.job.name, holder="first"))
    assert await asyncio.wait_for(running, 5) is True
    assert work.ended == []
    (run,) = await runs_of(work.job)
    assert run.outcome == "interrupted"
    assert "lost its lease" in caplog.text
    assert await asyncio.wait_for(JobRunner(core, times=FAST).run_if_due(make_quick(work)), 5) is True


def make_quick(work: Any) -> Job:
    """The same job, done at once."""
    work.seconds = 0
    job: Job = work.job
    return job


async def test_a_worker_that_is_stopped_leaves_the_job_to_others(
    make_core: Any, make_work: Any, runs_of: Read, repository: JobRepository
) -> None:
    work = make_work(seconds=30)
    first, second = [JobRunner(await make_core(), times=FAST) for _ in range(2)]
    running = asyncio.create_task(first.run_if_due(work.job))
    await work.has_begun()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await repository.holder(work.job.name) is None
    assert await second.run_if_due(make_quick(work))
    newest, oldest = await runs_of(work.job)
    assert (oldest.outcome, newest.outcome) == ("interrupted", "done")


async def test_a_worker_without_a_database_waits(make_core: Any, make_work: Any, database_node: Node) -> None:
    work = make_work()
    core = await make_core()
    await core.database.close()
    assert await JobRunner(core, times=FAST).run_if_due(work.job) is False
    assert work.began == []
