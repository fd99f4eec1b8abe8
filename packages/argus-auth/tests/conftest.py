"""Browsers, and an application whose way out leads to GitHub and Cloudflare as we play them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from argus_core.application import build, compose
from argus_core.config import Settings
from argus_core.testing.browser import Browser
from argus_core.testing.played import Played, playing

TEAM = "argus-test.cloudflareaccess.com"
HOSTS = ["github.com", "api.github.com", "avatars.githubusercontent.com", TEAM]


@pytest_asyncio.fixture(loop_scope="session")
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser on the application of all tests."""
    async with Browser(app) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def outward(outward_app: FastAPI) -> AsyncIterator[Browser]:
    """A browser on the application with all login methods."""
    async with Browser(outward_app) as opened:
        yield opened


@pytest.fixture(scope="session")
def played_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The played hosts, for the whole session."""
    with playing(HOSTS, tmp_path_factory.mktemp("authority")) as hosts:
        yield hosts


@pytest.fixture
def played(played_hosts: Played) -> Played:
    """The played hosts; they answer nothing yet."""
    played_hosts.forget()
    return played_hosts


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outward_app(settings: Settings, played_hosts: Played) -> AsyncIterator[FastAPI]:
    """An application with all login methods."""
    changed = settings.model_copy(
        update={
            "login_methods": ["password", "gh", "cf"],
            "github_client_id": "test-client",
            "github_client_secret": SecretStr("test-secret"),
            "github_required_organizations": ["friends", "scylladb"],
            "cloudflare_access_team_domain": TEAM,
            "cloudflare_access_aud": "test-audience",
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in played_hosts.environment.items():
            patch.setenv(name, value)
        made = build(changed, compose(changed), validate_responses=True)
        async with made.router.lifespan_context(made):
            yield made
