"""A keyspace of an older release: what is missing is added, nothing else is touched.

Proved by what the server says about the keyspaces before and after. An older release that extends the schema at the
same moment takes part: it adds one of the columns just before the migration does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cassandra.cluster import Session

from argus_core.database.migration import Flavour, MigrationReport, detect_flavour, migrate, missing_tables, plan
from argus_core.database.migration.tokens import for_server

RUN_TABLES = ("sct_test_run", "generic_run", "driver_test_run", "sirenada_run")
NEW_TABLES = {
    "argus_release_stats_snapshot",
    "job_lease",
    "job_run",
    "login_failure",
    "personal_access_token",
    "personal_access_token_by_hash",
    "proxy_tunnel_config",
    "release_distinct_images",
    "release_distinct_versions",
    "request_replay",
    "run_by_id",
    "run_cost",
    "run_cost_item",
    "schema_migration",
    "schema_migration_lock",
}
NEW_COLUMNS = {
    ("argus_release_plan", "key", "regular", "text"),
    ("argus_release_plan", "options", "regular", "text"),
    *((table, "build_number", "regular", "int") for table in RUN_TABLES),
    ("sct_test_run", "nemesis_stats", "regular", "map<text, int>"),
    ("sct_event", "duplicate_id", "regular", "uuid"),
    ("sct_event", "event_id", "regular", "uuid"),
    ("sct_event", "summary", "regular", "text"),
    ("error_event_embeddings", "start_time", "static", "timestamp"),
}
NEW_INDEXES = {
    ("personal_access_token", "personal_access_token_user_id_idx"),
    ("sct_event", "sct_event_event_id_idx"),
    ("sshtunnel_key", "sshtunnel_key_fingerprint_idx"),
}
NEW_FIELDS = {("cloudinstancedetails_v3", "shards_amount", "int"), ("nodedescription", "shards", "int")}

KEYS = {
    "keyspaces": (),
    "tables": ("table_name",),
    "views": ("view_name",),
    "columns": ("table_name", "column_name"),
    "indexes": ("table_name", "index_name"),
    "types": ("type_name",),
}
RUN = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")

Described = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@dataclass
class Old:
    """The keyspaces, what the server said about them, and what the migrations did."""

    keyspace: str
    tablets: str
    before: Described = field(default_factory=dict)
    after: Described = field(default_factory=dict)
    planned: list[str] = field(default_factory=list)
    missing_before: list[str] = field(default_factory=list)
    reports: list[MigrationReport] = field(default_factory=list)


def describe(session: Session, *keyspaces: str) -> Described:
    """All rows of the server's own tables about some keyspaces."""
    described: Described = {}
    for table, key in KEYS.items():
        rows = described[table] = {}
        for keyspace in keyspaces:
            for row in session.execute(f"SELECT * FROM system_schema.{table} WHERE keyspace_name = %s", (keyspace,)):
                rows[keyspace, *(getattr(row, name) for name in key)] = row._asdict()
    return described


def build_old_keyspace(session: Session, keyspace: str, tablets: str) -> None:
    text = Path(__file__).with_name("old_keyspace.cql").read_text(encoding="utf-8").replace("${tablets}", tablets)
    text = re.sub(r"^--.*\n", "", for_server(text, detect_flavour(session)), flags=re.MULTILINE)
    session.set_keyspace(keyspace)
    for statement in text.split(";\n"):
        if statement.strip():
            session.execute(statement)


@pytest.fixture(scope="module")
def old(
    connect: Callable[[], Session],
    flavour: Flavour,
    new_name: Callable[[], str],
    create_keyspace: Callable[[str], None],
) -> Old:
    story = Old(new_name(), new_name())
    create_keyspace(story.keyspace)
    create_keyspace(story.tablets)
    session = connect()
    build_old_keyspace(session, story.keyspace, story.tablets)
    session.execute(
        "INSERT INTO sct_test_run (build_id, start_time, id, logs, sct_runner_host)"
        " VALUES ('job', '2024-05-01 10:00:00+0000', %s, [('db', 'http://logs/1')], {public_ip: '1.1.1.1'})",
        (RUN,),
    )
    story.missing_before = missing_tables(session, story.keyspace)
    story.planned = plan(session, flavour, keyspace=story.keyspace, tablets_keyspace=story.tablets)
    story.before = describe(session, story.keyspace, story.tablets)

    def older_release(text: str, part: float | None) -> None:
        if text == "add key, options to table argus_release_plan":
            session.execute("ALTER TABLE argus_release_plan ADD key text")

    for progress in (older_release, None):
        report = migrate(session, keyspace=story.keyspace, tablets_keyspace=story.tablets, progress=progress)
        story.reports.append(report)
        story.after = story.after or describe(session, story.keyspace, story.tablets)
    return story


def added(old: Old, table: str) -> list[dict[str, Any]]:
    """Rows of one of the server's tables that were not there before."""
    return [row for key, row in old.after[table].items() if key not in old.before[table]]


def test_what_was_there_is_there_unchanged(old: Old) -> None:
    for table in KEYS:
        extended = [("cloudinstancedetails_v3",), ("nodedescription",)] if table == "types" else []
        for key, row in old.before[table].items():
            if key[1:] not in extended:
                assert old.after[table][key] == row


def test_types_get_the_fields_that_they_lack_at_their_end(old: Old) -> None:
    for name, new_field, cql_type in NEW_FIELDS:
        before, after = (described["types"][old.keyspace, name] for described in (old.before, old.after))
        assert after["field_names"] == [*before["field_names"], new_field]
        assert after["field_types"] == [*before["field_types"], cql_type]
    assert added(old, "types") == []
    assert "node_id" in old.after["types"][old.keyspace, "issue_label"]["field_names"]


def test_tables_are_added(old: Old) -> None:
    assert {row["table_name"] for row in added(old, "tables")} == NEW_TABLES
    assert {row["keyspace_name"] for row in added(old, "tables")} == {old.keyspace}
    assert set(old.missing_before) == NEW_TABLES


def test_columns_are_added_but_not_those_that_an_operator_dropped(old: Old) -> None:
    columns = [row for row in added(old, "columns") if row["table_name"] not in NEW_TABLES]
    assert {(row["table_name"], row["column_name"], row["kind"], row["type"]) for row in columns} >= NEW_COLUMNS
    # ScyllaDB keeps an index as a view, whose columns are listed too.
    views = {row["view_name"] for row in added(old, "views")}
    assert len([row for row in columns if row["table_name"] not in views]) == len(NEW_COLUMNS)
    present = {name for _, table, name in old.after["columns"] if table == "sct_test_run"}
    assert not {"allocated_resources", "events", "nemesis_data"} & present


def test_no_column_is_indexed_twice(old: Old) -> None:
    assert {(row["table_name"], row["index_name"]) for row in added(old, "indexes")} == NEW_INDEXES
    vectors = [row["index_name"] for key, row in old.after["indexes"].items() if key[0] == old.tablets]
    assert sorted(vectors) == ["critical_event_index", "error_event_index"]
    teams = [name for keyspace, table, name in old.after["indexes"] if (keyspace, table) == (old.keyspace, "team")]
    assert teams == ["team_by_leader"]


def test_settings_and_views_of_operators_stay(old: Old) -> None:
    tables = old.after["tables"]
    assert tables[old.keyspace, "argus_event"]["comment"] == "activity, kept for ever"
    assert tables[old.keyspace, "argus_event"]["gc_grace_seconds"] == 86400
    assert tables[old.keyspace, "sct_unprocessed_events"]["default_time_to_live"] == 2592000
    assert (old.keyspace, "ssh_tunnel_key_by_fingerprint") in old.after["views"]


def test_rows_stay_and_can_use_what_was_added(old: Old, session: Session) -> None:
    run = session.execute(f"SELECT * FROM {old.keyspace}.sct_test_run WHERE id = %s", (RUN,)).one()
    assert run.logs == [("db", "http://logs/1")]
    assert run.build_number is None
    assert run.sct_runner_host.public_ip == "1.1.1.1"
    assert run.sct_runner_host.shards_amount is None


def test_statements_only_ever_add(old: Old) -> None:
    assert all(
        re.match(r"CREATE (TABLE|INDEX) IF NOT EXISTS |ALTER (TABLE|TYPE) \S+ ADD ", statement)
        for statement in old.reports[0].applied
    )


def test_a_column_that_an_older_release_added_meanwhile_is_no_failure(old: Old) -> None:
    place = f'ALTER TABLE "{old.keyspace}"."argus_release_plan" ADD '
    differing = set(old.planned) ^ set(old.reports[0].applied)
    assert differing == {f'{place}("key" text, "options" text)', f'{place}("options" text)'}
    assert len(old.reports[0].applied) == len(old.planned)


def test_it_is_complete_then(old: Old, session: Session) -> None:
    assert old.reports[0].warnings == ()
    assert old.reports[1].applied == ()
    assert old.reports[1].warnings == ()
    assert missing_tables(session, old.keyspace) == []
