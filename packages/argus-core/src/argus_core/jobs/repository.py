"""Reads and writes about jobs."""

from __future__ import annotations

import asyncio

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.jobs.rows import JobLease, JobRun

ACQUIRE = insert("job_lease", "name", "holder", "acquired_at", if_not_exists=True, ttl=True)
RENEW = Statement(
    "UPDATE job_lease USING TTL ? SET holder = ?, acquired_at = ? WHERE name = ? IF holder = ?", idempotent=False
)
RELEASE = Statement("DELETE FROM job_lease WHERE name = ? IF holder = ?", idempotent=False)
HOLDER = Statement(JobLease.select("WHERE name = ?"))
WRITE_RUN = insert("job_run", *JobRun.columns(), ttl=True)
LAST_RUNS = Statement(JobRun.select("WHERE job = ? LIMIT ?"))


class JobRepository:
    """Leases and runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(self, lease: JobLease, seconds: int) -> bool:
        """Take a lease that nobody holds."""
        return bool(await self._database.execute_if(ACQUIRE, lease.as_dict() | {"ttl": seconds}))

    async def renew(self, lease: JobLease, seconds: int) -> bool:
        """Hold a lease for longer; False when it is no longer ours."""
        values = (seconds, lease.holder, lease.acquired_at, lease.name, lease.holder)
        return bool(await self._database.execute_if(RENEW, values))

    async def release(self, lease: JobLease) -> None:
        """Give a lease back, if it is ours."""
        await self._database.execute_if(RELEASE, (lease.name, lease.holder))

    async def holder(self, job: str) -> JobLease | None:
        """Who runs a job now."""
        return await self._database.fetch_one(HOLDER, (job,), into=JobLease)

    async def write_run(self, run: JobRun, seconds: int) -> None:
        """Store a run, to be forgotten after so many seconds."""
        await self._database.execute(WRITE_RUN, run.as_dict() | {"ttl": seconds})

    async def last_runs(self, job: str, count: int) -> list[JobRun]:
        """The last runs of a job, newest first."""
        return await self._database.fetch(LAST_RUNS, (job, count), into=JobRun)

    async def states(self, jobs: list[str], count: int) -> list[tuple[JobLease | None, list[JobRun]]]:
        """(who runs it now, its last runs) for each job."""
        holders = asyncio.gather(*(self.holder(job) for job in jobs))
        runs = asyncio.gather(*(self.last_runs(job, count) for job in jobs))
        return list(zip(await holders, await runs, strict=True))
