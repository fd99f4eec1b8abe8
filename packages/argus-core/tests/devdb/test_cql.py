"""Splitting and running typed statements."""

from __future__ import annotations

import pytest

from argus_core.devdb import DevDatabase
from argus_core.devdb.cql import run_statements, split_statements
from argus_core.devdb.errors import StatementFailed


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        (" ; ;\n", []),
        ("SELECT 1", ["SELECT 1"]),
        ("a; b ;", ["a", "b"]),
        ("-- first; line\na; // x; y\nb /* ; */ c", ["a", "b   c"]),
        ("INSERT 'it''s; -- here'; b", ["INSERT 'it''s; -- here'", "b"]),
        ('SELECT "odd;name"; b', ['SELECT "odd;name"', "b"]),
        ("CREATE FUNCTION $$ a; b $$; c", ["CREATE FUNCTION $$ a; b $$", "c"]),
        ("BEGIN BATCH a; b; APPLY BATCH; c", ["BEGIN BATCH a; b; APPLY BATCH", "c"]),
    ],
)
def test_splitting(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements


def test_statements_run_in_turn_in_the_keyspace(database: DevDatabase) -> None:
    status = database.start()
    assert status.host is not None
    assert status.port is not None
    statements = ["SELECT key, tokens FROM local", "BEGIN BATCH APPLY BATCH", "SELECT key FROM peers_none"]
    answers = run_statements(statements, status.host, status.port, "system")
    first = next(answers)
    assert first.columns == ["key", "tokens"]
    assert first.rows[0][0] == "local"
    assert next(answers).columns == []
    with pytest.raises(StatementFailed, match=r"peers_none does not exist.*SELECT key FROM peers_none"):
        next(answers)


def test_an_unknown_keyspace_is_told(database: DevDatabase) -> None:
    status = database.start()
    assert status.host is not None
    assert status.port is not None
    with pytest.raises(StatementFailed, match="'nowhere' does not exist"):
        list(run_statements(["SELECT key FROM local"], status.host, status.port, "nowhere"))
