"""The drill of `docs/operations/releasing.md`, for every package, with the installed server on a real database.

The server is installed from `deploy/requirements.txt`. The line of one package is changed to the version before, the
server restarts, works, and has what the newer one wrote; then forward again. Packages are switched off, and to legacy.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from packaging.version import Version
from tools.release import environments, git, pins, procedure, store, wheels
from tools.release.environments import Environment
from tools.release.packages import Package, find, workspace
from tools.release.pins import Pin, Pins

from argus_core.identity.roles import Role
from argus_core.testing.world import Account, Job, World

ROOT = Path(__file__).parents[2]
NAMES = [package.name for package in workspace(ROOT)]
OLD_ARGUS = ROOT / "apps/server/tests/composition"
"""Where `old_argus` is, a small application that stands for the legacy one."""
PATIENCE = 120
PAGES = {"api": "/api/v1/version", "auth": "/auth/login", "admin": "/admin/", "ui": "/workspace"}
"""Blueprint → an address that is its own."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # the first test waits for all wheels to be built


@dataclass
class Server:
    """An installed server that is restarted again and again."""

    environment: Environment
    checkout: Path
    configuration: dict[str, str]
    log_file: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def install(self, pinned: Pins) -> None:
        """What an engineer does when a line has changed."""
        pins.write(self.checkout, pinned)
        only = ("--require-hashes", "--no-deps", "--find-links", self.checkout / store.FOLDER)
        self.environment.install(*only, "--requirements", self.checkout / pins.FILE)

    def restart(self, **more: str) -> None:
        """End it, which must go well, and start it; it is ready then."""
        self.stop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ARGUS_", "PYTHON", "VIRTUAL"))}
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [self.environment.server, "serve", "--port", str(self.port)],
                env=kept | self.configuration | more,
                cwd=self.log_file.parent,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self.process.poll() is None, self.log_file.read_text()
            assert time.monotonic() < deadline, self.log_file.read_text()
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return self.client().get("/readyz").text == "ok"
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """SIGTERM; it ends with code 0."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(PATIENCE) == 0, self.log_file.read_text()
            self.process = None

    def client(self, account: Account | None = None) -> httpx.Client:
        """Asks the running server."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=account.headers if account else {}, timeout=30
        )


@dataclass
class Written:
    """What users and their programs wrote, to be found again by every later server."""

    user: Account
    admin: Account
    job: Job
    runs: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    """Name → personal access token."""
    email: str = ""
    session: str = ""

    def write(self, server: Server) -> None:
        """A run, a personal token, a login, an administrator's change."""
        run_id, name = str(uuid4()), uuid4().hex
        run = {"run_id": run_id, "build_id": self.job.build_id, "build_url": "https://ci/1", "started_by": "drill"}
        with server.client(self.user) as client:
            ok(client.post("/api/v1/client/testrun/generic/submit", json=run))
            ok(client.post(f"/api/v1/client/testrun/generic/{run_id}/set_status", json={"new_status": "passed"}))
            token = ok(client.post("/api/v1/user/tokens", json={"name": name, "scopes": ["read"]}))
        with server.client(self.admin) as client:
            email = f"{name}@example.com"
            ok(client.post(f"/admin/api/v1/user/{self.user.id}/email/set", json={"newEmail": email}))
        with server.client() as client:
            client.post("/auth/login", data={"username": self.user.username, "password": self.user.password})
            self.session = client.cookies["session"]
        self.runs.append(run_id)
        self.tokens[name] = token["token"]
        self.email = email

    def check(self, server: Server) -> None:
        """All of it is there."""
        with server.client(self.user) as client:
            for run_id in self.runs:
                run = ok(client.get(f"/api/v1/client/testrun/generic/{run_id}/get"))
                assert (run["id"], run["status"], run["started_by"]) == (run_id, "passed", "drill")
            assert {token["name"] for token in ok(client.get("/api/v1/user/tokens"))} == set(self.tokens)
        for token in self.tokens.values():
            with server.client() as client:
                ok(client.get("/api/v1/users", headers={"Authorization": f"token {token}"}))
        with server.client(self.admin) as client:
            assert ok(client.get("/admin/api/v1/users"))[str(self.user.id)]["email"] == self.email
            assert client.get(PAGES["admin"]).status_code == 200
        with server.client() as client:
            assert client.get(PAGES["ui"]).status_code == 302
            client.cookies.set("session", self.session)
            assert client.get(PAGES["ui"]).status_code == 200


def ok(answer: httpx.Response) -> Any:
    """What a JSON endpoint answers."""
    told = answer.json()
    assert told["status"] == "ok", told
    return told["response"]


@pytest.fixture(scope="module")
async def releases(clone: Path) -> Pins:
    """The pins of released versions. What was never released gets its first release here, without the checks of one."""
    return await asyncio.to_thread(_release_first_versions, clone)


def _release_first_versions(clone: Path) -> Pins:
    pinned = pins.read(clone)
    new = [
        package
        for package in workspace(clone)
        if not store.is_released(package, pinned.own[package.distribution].version)
    ]
    for package in new:
        version = procedure.bump_version(package, "patch")
        wheel = wheels.build(package, clone / store.FOLDER)
        pinned = pinned.replaced(pins.pin_of(package.distribution, wheel))
        pins.write(clone, pinned)
        files = [package.project_file, package.changelog_file, clone / "uv.lock", clone / pins.FILE]
        git.commit(clone, files, f"{package.name} {version}", "")
        git.tag(clone, package.tag(version), version, "")
    return pinned


@pytest.fixture(scope="module")
async def server(
    clone: Path, releases: Pins, configuration: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    """Installed from the pins, and running."""
    folder = tmp_path_factory.mktemp("server")
    environment = await asyncio.to_thread(environments.of_pins, folder / "environment", clone, clone / store.FOLDER)
    started = Server(environment, clone, configuration, folder / "server.log")
    try:
        await asyncio.to_thread(started.restart)
        yield started
        await asyncio.to_thread(started.stop)
    finally:
        if started.process is not None:
            started.process.kill()
            started.process.wait()


@pytest.fixture
async def written(world: World) -> Written:
    """Two accounts and a test, with nothing written yet."""
    return Written(await world.account(), await world.account(Role.USER, Role.ADMIN), await world.job())


def before(package: Package, pinned: Pin) -> Pin:
    """The line of the version before the pinned one: of its tag, else made of the commit before the first release."""
    older = [one for one in git.released_versions(package) if Version(one) < Version(pinned.version)]
    folder = package.root / store.FOLDER
    if older:
        return pins.pin_of(package.distribution, store.released(package, older[-1], folder))
    return pins.pin_of(package.distribution, wheels.build(package, folder, f"{package.tag(pinned.version)}^"))


@pytest.mark.parametrize("name", NAMES)
async def test_back_and_forward(name: str, server: Server, releases: Pins, written: Written) -> None:
    """One line is changed, nothing else: the older one has what the newer one wrote, and the other way round."""
    await asyncio.to_thread(back_and_forward, name, server, releases, written)


def back_and_forward(name: str, server: Server, releases: Pins, written: Written) -> None:
    """The drill of one package."""
    package = find(server.checkout, name)
    newer = releases.own[package.distribution]
    older = before(package, newer)
    assert Version(older.version) < Version(newer.version)
    written.write(server)
    for pin in (older, newer):
        server.install(releases.replaced(pin))
        server.restart()
        with server.client(written.user) as client:
            running = client.get("/api/v1/version?packages=true").json()["response"]["packages"]
        assert running == {one.distribution: one.version for one in releases.replaced(pin).own.values()}
        written.check(server)
        written.write(server)
    written.check(server)


async def test_off_and_legacy(server: Server, written: Written) -> None:
    """A package that is off answers 404, one that is legacy leaves it to the old application; the others go on."""
    await asyncio.to_thread(off_and_legacy, server, written)


def off_and_legacy(server: Server, written: Written) -> None:
    """The drill of all packages."""
    written.write(server)
    legacy = {"ARGUS_LEGACY_WSGI_APP": "old_argus:app", "PYTHONPATH": str(OLD_ARGUS)}
    for name in PAGES:
        server.restart(ARGUS_BLUEPRINTS=json.dumps({name: "off"}))
        assert {one for one, page in answers(server, written) if page.status_code == 404} == {name}
        server.restart(ARGUS_BLUEPRINTS=json.dumps({name: "legacy"}), **legacy)
        assert {one for one, page in answers(server, written) if "x-old" in page.headers} == {name}
        assert all(page.status_code < 400 for _, page in answers(server, written))
    server.restart()
    written.check(server)


def answers(server: Server, written: Written) -> list[tuple[str, httpx.Response]]:
    """What an administrator gets from each package."""
    with server.client(written.admin) as client:
        return [(name, client.get(page)) for name, page in PAGES.items()]
