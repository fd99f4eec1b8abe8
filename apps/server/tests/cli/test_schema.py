"""`migrate` and `sync-models` on a keyspace that is up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cassandra.cluster import Session
    from tests.cli.conftest import Cli


def test_nothing_is_missing(cli: Cli) -> None:
    for command in ("migrate", "sync-models"):
        outcome = cli.run(command)
        assert outcome.code == 0
        assert outcome.out.splitlines() == ["Nothing was missing.", "All models synchronized."]
        assert outcome.err == ""


def test_what_is_missing_is_shown_and_then_made(cli: Cli, cli_keyspace: str, session: Session) -> None:
    session.execute(f'DROP TABLE {cli_keyspace}."job_run"')
    shown = cli.run("migrate", "--dry-run")
    assert shown.code == 0
    assert shown.out.count(";\n") == 1
    assert f'CREATE TABLE IF NOT EXISTS "{cli_keyspace}"."job_run"' in shown.out
    made = cli.run("sync-models")
    assert made.out.splitlines() == ["1 statements applied.", "All models synchronized."]
    assert session.execute(f'SELECT COUNT(*) FROM {cli_keyspace}."job_run"').one()[0] == 0
