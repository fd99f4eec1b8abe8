"""One server on a keyspace of its own for all tests, and tabs of a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext
from support.argus import Argus
from support.background import Background
from support.runs import RUN_TYPES, Run, submit
from support.server import configuration, serving
from support.tab import Tab, Visiting
from tools.find_browser import BrowserMissing, find_browser

from argus_core.config import load_settings
from argus_core.database import Database
from argus_core.database.migration import migrate
from argus_core.identity.roles import Role
from argus_core.identity.session_cookie import encode_session
from argus_core.testing.browser import SECRET
from argus_core.testing.database import Node, connect, empty_tables
from argus_core.testing.world import Account

CROWD = 150
"""So many accounts are left by some ten runs of the tests; then the keyspace is emptied."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's Chromium, else that of the npm package."""
    try:
        return browser_type_launch_args | find_browser().launch_options()
    except BrowserMissing as missing:
        pytest.exit(str(missing), returncode=4)


@pytest.fixture(scope="session")
def browser_keyspace(database_node: Node) -> str:
    """A migrated keyspace for these tests alone, kept between runs: everybody makes rows with fresh names."""
    name = f"argus_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"
    cluster, session = connect(database_node)
    try:
        migrate(session, keyspace=name, tablets_keyspace=f"{name}_tablets", create_keyspaces=True)
        if len(list(session.execute(f'SELECT id FROM {name}."user"'))) > CROWD:
            empty_tables(session, name, f"{name}_tablets")
    finally:
        cluster.shutdown()
    return name


@pytest.fixture(scope="session")
def background() -> Iterator[Background]:
    """Where coroutines run."""
    with Background() as running:
        yield running


@pytest.fixture(scope="session")
def argus(
    database_node: Node, browser_keyspace: str, background: Background, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Argus]:
    """A server with two worker processes."""
    with serving(database_node, browser_keyspace, tmp_path_factory.mktemp("server"), workers=2) as base:
        settings = load_settings(environ=configuration(database_node, browser_keyspace, base))
        database = background.run(Database.connect(settings))
        made = Argus(base, database, background)
        yield made
        made.http.close()
        background.run(database.close())


@pytest.fixture(scope="session")
def ci(argus: Argus) -> Account:
    """Whom the test jobs belong to."""
    return argus.account(Role.USER, full_name="Jenkins")


@pytest.fixture(scope="session")
def anna(argus: Argus) -> Account:
    """Somebody who looks into runs."""
    return argus.account(Role.USER, Role.ADMIN, full_name="Anna Kowalska")


@pytest.fixture(scope="session")
def boris(argus: Argus) -> Account:
    """Somebody else."""
    return argus.account(Role.USER, full_name="Boris Ivanov")


@pytest.fixture(scope="session")
def runs(argus: Argus, ci: Account) -> dict[str, Run]:
    """A run of each type, with something in every part of its page. Tests do not change them."""
    return {run_type: submit(argus, ci, run_type, argus.job(run_type)) for run_type in RUN_TYPES}


@pytest.fixture
def visit(argus: Argus, new_context: Callable[..., BrowserContext]) -> Iterator[Visiting]:
    """`visit(account, path)`: a tab of a browser of its own, logged in when there is an account. Keyword arguments are
    those of Playwright's `new_context`. In the end no tab may have had an uncaught error, a dialog, or a violation of
    the page's content security policy."""
    tabs: list[Tab] = []

    def start(account: Account | None, path: str = "", *, base: str = argus.base, **options: Any) -> Tab:
        context = new_context(**({"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options))
        if account is not None:
            cookie = encode_session({"user_id": str(account.id)}, SECRET)
            host = str(urlsplit(base).hostname)
            context.add_cookies([{"name": "session", "value": cookie, "domain": host, "path": "/"}])
        tab = Tab(context.new_page(), base)
        tabs.append(tab)
        if path:
            tab.goto(path)
        return tab

    yield start
    assert [fault for tab in tabs for fault in tab.faults] == []
