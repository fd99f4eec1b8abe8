"""`seed` and `dev`."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from cassandra.cluster import Session

from argus_core.database.migration import load_schema
from argus_core.devdb.storage import default_state_dir
from argus_server.seed.accounts import PEOPLE, People
from argus_server.seed.content import build_content
from argus_server.seed.scope import Scope, TableRow

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


@pytest.fixture
def unused(session: Session, cli_keyspace: str) -> str:
    """The keyspace without accounts, and as if demo data was never completed. (Emptying tables takes long.)"""
    for account in session.execute(f'SELECT id FROM {cli_keyspace}."user"'):
        session.execute(f'DELETE FROM {cli_keyspace}."user" WHERE id=%s', (account.id,))
    session.execute(f"DELETE FROM {cli_keyspace}.runtime_store WHERE key='demo_data_complete'")
    return cli_keyspace


def _counts(session: Session, keyspace: str) -> dict[str, int]:
    """Rows of every table."""
    tables = [table.name for table in load_schema().tables.values() if not table.in_tablets]
    answers = {name: session.execute_async(f'SELECT COUNT(*) FROM {keyspace}."{name}"') for name in tables}
    return {name: answer.result().one()[0] for name, answer in answers.items()}


def test_demo_data_in_a_database_in_use_and_again(cli: Cli, unused: str, session: Session) -> None:
    somebody = uuid4()  # whose account has the name of one of the demo accounts
    session.execute(f'INSERT INTO {unused}."user" (id, username) VALUES (%s, %s)', (somebody, "admin"))
    before = _counts(session, unused)
    refused = cli.run("seed")
    assert refused.code == 5
    assert "is in use" in refused.sentence
    assert _counts(session, unused) == before

    forced = cli.run("seed", "--force", "--seed", "7")
    assert forced.code == 0
    written = re.fullmatch(r"(\d+) rows written\.\n", forced.out)
    assert written is not None
    counts = _counts(session, unused)
    rows = Counter(table for feature in _content(7).values() for table, _ in feature)
    assert rows.total() == int(written[1]) + 1
    assert {table for table in rows if counts[table] < rows[table]} == set()
    assert counts["user"] == rows["user"]
    admins = session.execute(f"SELECT id, password FROM {unused}.\"user\" WHERE username='admin'")
    assert [tuple(row) for row in admins] == [(somebody, None)]  # left alone, and the only one of its name

    again = cli.run("seed", "--seed", "7")
    assert (again.code, again.out, again.err) == (0, forced.out, "")
    assert _counts(session, unused) == counts


def _content(seed: int) -> dict[str, list[TableRow]]:
    hashes = {person.username: "" for person in PEOPLE}
    return build_content(Scope(seed, datetime(2026, 3, 2), 0), People({}), hashes)


def test_dev_starts_fills_and_tells_when_it_is_ready(cli: Cli, unused: str, session: Session) -> None:
    # Nothing is configured but the name of the keyspace, unless these tests use a database of another kind.
    if "ARGUS_TEST_CONTACT_POINTS" not in os.environ:
        for key in list(cli.environment):
            if key.startswith("ARGUS_"):
                del cli.environment[key]
    names = {
        "ARGUS_SCYLLA_KEYSPACE_NAME": unused,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{unused}_tablets",
        "ARGUS_STATE_DIR": str(default_state_dir()),  # else a second node would be started in the test's folder
    }
    with cli.serving("dev", **names) as server:
        server.wait_for(lambda: "Argus is at" in server.out, "dev says nothing")
        login = "log in as admin with the password admin"
        assert server.out.strip() == f"Argus is at http://127.0.0.1:{server.port}, {login}."
        assert server.get("/readyz")[0] == 200
        assert _counts(session, unused)["user"] == len(PEOPLE)

        os.utime(Path(__file__).parents[2] / "src" / "argus_server" / "__init__.py")
        started = "Started server process"
        server.wait_for(lambda: server.log.count(started) >= 2, "dev does not restart when a source file changes")
        server.wait_until_ready()
        assert server.out.count("Argus is at") == 1
        assert server.terminate() == 0
