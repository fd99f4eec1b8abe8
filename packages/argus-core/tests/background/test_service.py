"""Work after an answer."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from argus_core.background import AfterAnswer, run_guarded
from argus_core.core import Core

done: list[str] = []


async def note(text: str, *, twice: bool = False) -> str:
    """Work that succeeds."""
    done.append(text * (2 if twice else 1))
    return text


async def fail(text: str) -> None:
    """Work that fails."""
    done.append(f"fail {text}")
    raise ConnectionError(f"no mail server for {text}")


@pytest.fixture
def small(core: Core) -> FastAPI:
    """An application with one endpoint that leaves work behind."""
    app = FastAPI()
    app.state.core = core
    done.clear()

    @app.get("/")
    async def endpoint(later: AfterAnswer) -> str:
        later.add("probe-note", note, "one")
        later.add("probe-mail", fail, "two")
        later.add("probe-note", note, "three", twice=True)
        done.append("answer")
        return "ok"

    return app


def failures(core: Core, task: str) -> float:
    """How often a task failed."""
    name = "argus_background_failures_total"
    text = core.metrics.exposition(None, [name])[0].decode()
    return next((float(line.rpartition(" ")[2]) for line in text.splitlines() if f'task="{task}"' in line), 0)


async def test_work_is_done_in_order_and_survives_an_error(
    small: FastAPI, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    before = failures(core, "probe-mail")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=small), base_url="http://argus.test") as client:
        with caplog.at_level("INFO", logger="argus.background"):
            assert (await client.get("/")).json() == "ok"
    assert done == ["answer", "one", "fail two", "threethree"]
    assert failures(core, "probe-mail") == before + 1
    assert failures(core, "probe-note") == 0
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "Background work probe-mail failed")
    assert "no mail server for two" in caplog.text


async def test_what_came_of_it_is_known(core: Core) -> None:
    ended = await run_guarded(core, "probe-note", note, "x")
    assert (ended.result, ended.error) == ("x", None)
    failed = await run_guarded(core, "probe-mail", fail, "x")
    assert failed.result is None
    assert isinstance(failed.error, ConnectionError)


async def test_being_stopped_is_no_failure(core: Core) -> None:
    before = failures(core, "probe-nap")
    task = asyncio.create_task(run_guarded(core, "probe-nap", asyncio.sleep, 60))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert failures(core, "probe-nap") == before
