"""Workers of a fleet: each with a database connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from argus_core.blueprint import Job
from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.jobs.repository import JobRepository
from argus_core.jobs.rows import JobRun
from argus_core.observability.metrics import RequestMetrics

MakeCore = Callable[[], Awaitable[Core]]


@pytest_asyncio.fixture
async def make_core(settings: Settings) -> AsyncIterator[MakeCore]:
    """Makes the core of another worker."""
    async with AsyncExitStack() as stack:

        async def make() -> Core:
            database = await Database.connect(settings)
            stack.push_async_callback(database.close)
            return Core(settings, database, RequestMetrics())

        yield make


@pytest.fixture
def repository(database: Database) -> JobRepository:
    """To look at what the workers wrote."""
    return JobRepository(database)


class Work:
    """A job that notes who ran it, and when."""

    def __init__(self, *, seconds: float = 0, every: timedelta = timedelta(hours=1), error: bool = False) -> None:
        self.seconds = seconds
        self.error = error
        self.began: list[Core] = []
        self.ended: list[Core] = []
        self.at_once = 0
        self.most_at_once = 0
        self.job = Job(f"job-{uuid4().hex[:10]}", every, self._run, "A job of the tests.")

    async def has_begun(self) -> None:
        """Wait until somebody runs it."""
        for _ in range(200):
            if self.began:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("nobody runs the job")

    async def _run(self, core: Core) -> str:
        self.began.append(core)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once -= 1
        if self.error:
            raise ConnectionError("GitHub is away")
        self.ended.append(core)
        return f"{len(self.ended)} done"


@pytest.fixture
def runs_of(repository: JobRepository) -> Callable[[Job], Awaitable[list[JobRun]]]:
    """The stored runs of a job, newest first."""

    async def read(job: Job) -> list[JobRun]:
        return await repository.last_runs(job.name, 20)

    return read


@pytest.fixture
def make_work() -> type[Work]:
    """Makes jobs."""
    return Work
