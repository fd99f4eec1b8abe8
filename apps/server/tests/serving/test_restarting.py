"""Restarting and ending servers of several processes under load: no request fails."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from argus_core.testing.world import World

PATIENT = ("--start-timeout", "600")
"""Starting a worker may take minutes where other tests run beside these."""


def ready(server: Any) -> list[int]:
    """Process ids of all workers that ever were ready, in the order of their start to serve."""
    return [int(pid) for pid in re.findall(r"Worker (\d+) is ready\.", server.log)]


def alive(pid: int) -> bool:
    """Whether there is such a process (a child that nobody waits for counts as gone)."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def search_path(folder: Path) -> str:
    """PYTHONPATH with one more folder."""
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])


@pytest.mark.slow
@pytest.mark.timeout(1500)  # seven workers start here, on a machine that is busy with them
async def test_two_restarts_and_the_end_under_load(
    serving: Any, under_load: Any, wait_until: Any, world: World, tmp_path: Path
) -> None:
    """Twenty connections, two whole restarts, SIGTERM: what was accepted is answered. Before, a worker is killed."""
    figures, user = tmp_path / "figures", await world.account()
    with serving("--workers", "2", *PATIENT, PROMETHEUS_MULTIPROC_DIR=str(figures)) as server:
        await wait_until(lambda: len(ready(server)) == 2, lambda: server.log)
        killed, other = ready(server)
        os.kill(killed, signal.SIGKILL)
        await wait_until(lambda: len(ready(server)) == 3, lambda: server.log)
        assert f"Worker {killed} died with code -9: it is replaced." in server.log
        assert alive(other)
        async with under_load(server.port) as load:
            for _ in range(2):
                old, before = ready(server)[-2:], load.answers
                server.process.send_signal(signal.SIGHUP)
                await wait_until(lambda old=old: not any(alive(pid) for pid in old), lambda: server.log)
                assert len(ready(server)[-2:]) == 2
                assert not set(ready(server)[-2:]) & set(old)
                assert load.answers > before
                assert load.failures == []
            assert load.closes >= 20  # every client was told at least once
            assert len(ready(server)) == 7
            counted = await _counted(server.port, user.headers)
            assert counted >= load.answers - 20  # (those that are counted right now)
            assert {int(file.stem.rpartition("_")[2]) for file in figures.glob("*.db")} == {0, *ready(server)[-2:]}
            load.ending = True
            server.process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            code = await asyncio.to_thread(server.process.wait, 60)
            assert time.monotonic() - told < 50  # before anything would be cut off
    assert code == 0
    assert load.failures == []
    assert load.refused == 20
    errors = [line for line in server.log.splitlines() if line.startswith("[ERROR]")]
    assert len(errors) == 1, errors  # the killed worker


async def _counted(port: int, headers: dict[str, str]) -> float:
    """Requests that all workers, the ended ones too, have counted."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        text = (await client.get("/metrics?name[]=http_request_total")).text
    return sum(float(value) for value in re.findall(r'^http_request_total\{.*status="200".*\} (\S+)$', text, re.M))


@pytest.mark.slow
@pytest.mark.timeout(1500)
async def test_one_worker_and_a_wrong_configuration(
    serving: Any, under_load: Any, wait_until: Any, tmp_path: Path
) -> None:
    """A restart takes a changed configuration; when that is wrong, the old worker stays.

    A worker without its supervisor ends.
    """
    configuration = tmp_path / "argus_web.yaml"
    configuration.write_text("APP_LOG_LEVEL: INFO\n")
    with serving(*PATIENT, ARGUS_CONFIG=str(configuration)) as server:
        (first,) = ready(server)
        async with under_load(server.port) as load:
            configuration.write_text("CACHE_SECONDS: 3600\n")
            server.process.send_signal(signal.SIGHUP)
            await wait_until(lambda: "The restart is given up" in server.log, lambda: server.log)
            assert "CACHE_SECONDS" in server.log
            assert alive(first)
            assert ready(server) == [first]
            configuration.write_text("APP_LOG_LEVEL: INFO\nMETRICS_REQUIRE_LOGIN: true\n")
            server.process.send_signal(signal.SIGHUP)
            await wait_until(lambda: not alive(first), lambda: server.log)
            assert load.failures == []
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            assert (await client.get("/metrics")).status_code == 403
        assert load.failures == []
        last = ready(server)[-1]
        server.process.kill()
        await wait_until(lambda: not alive(last), lambda: server.log)


@pytest.mark.slow
async def test_workers_that_never_get_ready(serving: Any, wait_until: Any, tmp_path: Path) -> None:
    """The old worker stays, and a dead one is replaced as soon as that is possible."""
    configuration = tmp_path / "argus_web.yaml"
    configuration.write_text("APP_LOG_LEVEL: INFO\n")
    (tmp_path / "old_system.py").write_text("import time\ntime.sleep(600)\n")
    environment = {"ARGUS_CONFIG": str(configuration), "PYTHONPATH": search_path(tmp_path)}
    with serving("--start-timeout", "5", **environment) as server:
        (first,) = ready(server)
        configuration.write_text('LEGACY_WSGI_APP: "old_system:app"\n')
        server.process.send_signal(signal.SIGHUP)
        await wait_until(lambda: "The restart is given up" in server.log, lambda: server.log)
        assert "is not ready after 5 s: it is killed." in server.log
        assert alive(first)
        os.kill(first, signal.SIGKILL)
        await wait_until(lambda: "Again in" in server.log, lambda: server.log)
        assert server.process.poll() is None
        told = time.monotonic()
        assert server.stop() == 0  # also while a worker is on its way
        assert time.monotonic() - told < 40  # (a request may take 60)


@pytest.mark.slow
async def test_a_first_worker_that_does_not_start_ends_the_server(serving: Any, tmp_path: Path) -> None:
    (tmp_path / "broken_system.py").write_text("raise RuntimeError('there is no old system')\n")
    with pytest.raises(AssertionError, match="there is no old system"):  # noqa: SIM117
        with serving(ARGUS_LEGACY_WSGI_APP="broken_system:app", PYTHONPATH=search_path(tmp_path)):
            pass
