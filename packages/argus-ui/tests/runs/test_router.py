"""Pages of runs under all their addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from argus_core.testing.browser import Browser
from argus_core.testing.world import Job, World

AS_JSON = {"Accept": "application/json"}


async def put_run(world: World, job: Job, number: int) -> UUID:
    run_id, start = uuid4(), datetime(2024, 3, 1)
    place: dict[str, Any] = {"build_id": job.build_id, "start_time": start, "test_id": job.test_id}
    await world.put("generic_run", id=run_id, build_number=number, **place)
    return run_id


@pytest.fixture
async def run(browser: Browser, world: World) -> tuple[Job, UUID]:
    browser.be(await world.account())
    job = await world.job()
    return job, await put_run(world, job, 17)


async def test_by_type_and_id(browser: Browser, run: tuple[Job, UUID]) -> None:
    job, run_id = run
    for tab in ("", "/details", "/discuss", "/no-such-tab"):
        page = (await browser.get(f"/tests/generic/{run_id}{tab}", headers=AS_JSON)).json()
        assert page["page"] == "run/RunPage"
        assert page["props"] == {
            "testId": str(job.test_id),
            "runIds": [str(run_id)],
            "plugin": "generic",
            "tab": tab.strip("/") or "details",
        }


async def test_by_job_and_number(browser: Browser, run: tuple[Job, UUID]) -> None:
    job, run_id = run
    for tail, tab in (("17", "details"), ("017", "details"), ("17/events", "events")):
        page = (await browser.get(f"/test/{job.build_id}/{tail}", headers=AS_JSON)).json()
        assert (page["props"]["runIds"], page["props"]["tab"]) == ([str(run_id)], tab)


async def test_by_its_id_alone(browser: Browser, run: tuple[Job, UUID]) -> None:
    answer = await browser.get(f"/test_run/{run[1]}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/tests/generic/{run[1]}")
    assert (await browser.get(f"/test_run/{uuid4()}")).status_code == 404
    assert (await browser.get("/test_run/not-an-id")).status_code == 404


async def test_what_is_not_there_leads_to_the_error_page_with_a_message(
    browser: Browser, run: tuple[Job, UUID]
) -> None:
    job, run_id = run
    unknown = uuid4()
    for path, message in (
        ("/tests/generic/not-an-id", "Invalid UUID: not-an-id"),
        (f"/tests/generic/{unknown}", f"Run generic/{unknown} not found."),
        (f"/tests/sirenada/{run_id}", f"Run sirenada/{run_id} not found."),
        (f"/tests/no-such-plugin/{run_id}", f"Run no-such-plugin/{run_id} not found."),
        (f"/test/{job.build_id}/18", f"Run {job.build_id} #18 not found."),
        ("/test/no/such/job/1", "Run no/such/job #1 not found."),
    ):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/error/?type=404")
        assert browser.flashes[-1] == ("error", message)


async def test_the_runs_of_a_test_name_extra_runs(browser: Browser, run: tuple[Job, UUID]) -> None:
    job, run_id = run
    page = await browser.get(f"/test/{job.test_id}/runs?additionalRuns[]={run_id}", headers=AS_JSON)
    assert page.json()["props"] == {"testId": str(job.test_id), "additionalRuns": [str(run_id)]}
