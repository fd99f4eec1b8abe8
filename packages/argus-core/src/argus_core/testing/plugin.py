"""The pytest plugin: database, application and identities for the tests of every package.

`ARGUS_TEST_CONTACT_POINTS` ("host" or "host:port") points the tests at a running database; without it the development
database is started. Each test process has a keyspace of its own, made once and kept between runs.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import pytest_asyncio
from fastapi import FastAPI

from argus_core.application import build, compose
from argus_core.config import Settings, load_settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.testing.database import Node, find_node, prepare_keyspace
from argus_core.testing.world import World

_node: list[Node] = []


def _the_node() -> Node:
    if not _node:
        _node.append(find_node())
    return _node[0]


def pytest_configure(config: pytest.Config) -> None:
    """How long an example takes says more about the machine than about the code: no deadline."""
    hypothesis.settings.register_profile(
        "argus", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
    )
    hypothesis.settings.load_profile("argus")


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database is used."""
    given = os.environ.get("ARGUS_TEST_CONTACT_POINTS")
    return f"argus database: {given}" if given else "argus database: development database (argus-server devdb)"


@pytest.fixture(scope="session")
def database_node() -> Node:
    """Where the database listens."""
    return _the_node()


@pytest.fixture(scope="session")
def keyspace(database_node: Node) -> str:
    """The keyspace of this test process, migrated and empty at the start."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"argus_test{'_' + worker if worker else ''}"
    prepare_keyspace(database_node, name)
    return name


@pytest.fixture(scope="session")
def settings(database_node: Node, keyspace: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a server on the test keyspace; nothing is cached, no outside service is on."""
    return load_settings(settings_overrides(database_node, keyspace, tmp_path_factory.mktemp("pictures")), environ={})


def settings_overrides(node: Node, keyspace: str, pictures: Path) -> dict[str, Any]:
    """The keys that tests set."""
    return {
        "BASE_URL": "http://argus.test",
        "SECRET_KEY": "MUSTBEUNIQUE",
        "APP_LOG_LEVEL": "WARNING",
        "SCYLLA_CONTACT_POINTS": [node.host],
        "SCYLLA_PORT": node.port,
        "SCYLLA_USERNAME": "cassandra",
        "SCYLLA_PASSWORD": "cassandra",
        "SCYLLA_KEYSPACE_NAME": keyspace,
        "SCYLLA_TABLETS_KEYSPACE_NAME": f"{keyspace}_tablets",
        "LOGIN_METHODS": ["password"],
        "LOGIN_FAILURES_PER_MINUTE": 0,
        "EMAIL_ENABLED": False,
        "GITHUB_ENABLED": False,
        "JIRA_ENABLED": False,
        "CACHE_SECONDS": 0,
        "PICTURES_DIR": str(pictures),
    }


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The test keyspace."""
    opened = await Database.connect(settings)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """An application of all installed packages, started; its JSON answers are held against their declared types."""
    made = build(settings, compose(settings), validate_responses=True)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="session")
def core(app: FastAPI) -> Core:
    """What the application's endpoints get their services from."""
    made: Core = app.state.core
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without identity."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client:
        yield client


@pytest.fixture
def world(database: Database) -> World:
    """Makes accounts, releases, groups, tests and runs with names of their own."""
    return World(database)


@pytest.fixture
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
