"""A worker process that takes part in one long job; started by test_scheduling.py."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

from argus_core.blueprint import Job
from argus_core.config import load_settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.jobs import JobTable, scheduled
from argus_core.jobs.runner import LeaseTimes
from argus_core.observability.metrics import RequestMetrics


async def long_job(core: Core) -> str:
    """Says that it began, and goes on for longer than any test."""
    with Path(os.environ["PROBE_TELL"]).open("a") as file:
        file.write(f"began {os.getpid()}\n")
    await asyncio.sleep(600)
    return ""


async def main() -> None:
    """Take part until killed."""
    settings = load_settings(
        {
            "SECRET_KEY": "MUSTBEUNIQUE",
            "SCYLLA_CONTACT_POINTS": [os.environ["PROBE_HOST"]],
            "SCYLLA_PORT": int(os.environ["PROBE_PORT"]),
            "SCYLLA_USERNAME": "cassandra",
            "SCYLLA_PASSWORD": "cassandra",
            "SCYLLA_KEYSPACE_NAME": os.environ["PROBE_KEYSPACE"],
            "EMAIL_ENABLED": False,
            "GITHUB_ENABLED": False,
            "JIRA_ENABLED": False,
        },
        environ={},
    )
    core = Core(settings, await Database.connect(settings), RequestMetrics())
    core.of(JobTable).declare([Job(os.environ["PROBE_JOB"], timedelta(hours=1), long_job)])
    async with scheduled(core, times=LeaseTimes(ttl=3, renew=0.6, look=0.3)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
