"""What is known of all jobs."""

from __future__ import annotations

from typing import Any

import pytest

from argus_core.core import Core
from argus_core.jobs import JobTable
from argus_core.jobs.runner import JobRunner


async def test_states_of_all_jobs_by_name(core: Core, make_work: Any) -> None:
    idle, ran = make_work(), make_work()
    table = JobTable(core)
    table.declare([ran.job, idle.job])
    await JobRunner(core, worker="worker-1").run_if_due(ran.job)
    states = {state.job.name: state for state in await table.states()}
    assert list(states) == sorted([idle.job.name, ran.job.name])
    assert (states[idle.job.name].lease, states[idle.job.name].runs) == (None, [])
    assert [run.worker for run in states[ran.job.name].runs] == ["worker-1"]


async def test_names_are_unique(core: Core, make_work: Any) -> None:
    work = make_work()
    with pytest.raises(ValueError, match=work.job.name):
        JobTable(core).declare([work.job, work.job])
