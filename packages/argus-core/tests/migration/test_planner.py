"""What is missing, worked out from a state that is written by hand."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from argus_core.database.migration import Flavour
from argus_core.database.migration.files import read_schema
from argus_core.database.migration.model import IndexTarget, Keyspaces
from argus_core.database.migration.planner import differences, log_unknown, same_type, steps
from argus_core.database.migration.state import EMPTY, ColumnState, KeyspaceState, State, index_target

NAMES = Keyspaces("argus", "vectors")
SCHEMA = read_schema(
    {
        "0001_all.cql": """
        CREATE TYPE IF NOT EXISTS ${keyspace}."step" ("name" text, "seconds" int);
        CREATE TABLE IF NOT EXISTS ${keyspace}."run" (
            "build" text, "at" timestamp, "id" uuid, "owner" text STATIC, "steps" list<frozen<step>>,
            "old" text, -- @only-when-created
            PRIMARY KEY ("build", "at")
        ) WITH CLUSTERING ORDER BY ("at" DESC);
        CREATE INDEX IF NOT EXISTS "run_id_idx" ON ${keyspace}."run" ("id");
        """,
        "0002_vectors.cql": """
        CREATE TABLE IF NOT EXISTS ${tablets}."v" ("id" uuid, "at" timestamp, PRIMARY KEY ("id"));
        -- @scylla: CREATE CUSTOM INDEX IF NOT EXISTS "v_at_idx" ON ${tablets}."v" ("at") USING 'vector_index';
        """,
    },
    Flavour.SCYLLA,
)
RUN = {
    "build": ColumnState("text", "partition_key", 0, "none"),
    "at": ColumnState("timestamp", "clustering", 0, "desc"),
    "id": ColumnState("uuid", "regular", -1, "none"),
    "owner": ColumnState("text", "static", -1, "none"),
    "steps": ColumnState("list<frozen<step>>", "regular", -1, "none"),
}
COMPLETE = KeyspaceState(
    types={"step": {"name": "text", "seconds": "int"}},
    tables={"run": RUN},
    indexes={IndexTarget("run", "id"): "some_name"},
)
VECTORS = KeyspaceState(
    tables={
        "v": {
            "id": ColumnState("uuid", "partition_key", 0, "none"),
            "at": ColumnState("timestamp", "regular", -1, "none"),
        }
    },
    indexes={IndexTarget("v", "at"): "error_event_index"},
)


def summaries(main: KeyspaceState | None = COMPLETE, tablets: KeyspaceState | None = VECTORS) -> list[str]:
    return [step.summary for step in steps(SCHEMA, State(main, tablets), NAMES)]


def statements(main: KeyspaceState) -> list[str]:
    return [step.statement for step in steps(SCHEMA, State(main, VECTORS), NAMES)]


def test_everything_for_empty_keyspaces() -> None:
    assert summaries(EMPTY.main, EMPTY.tablets) == [
        "create type step",
        "create table run",
        "create index run_id_idx",
        "create table v",
        "create index v_at_idx",
    ]


def test_nothing_for_complete_keyspaces() -> None:
    assert summaries() == []


def test_only_indexes_of_a_class_are_optional() -> None:
    assert [step.summary for step in steps(SCHEMA, EMPTY, NAMES) if step.optional] == ["create index v_at_idx"]


def test_a_missing_second_keyspace_leaves_its_statements_out() -> None:
    assert summaries(EMPTY.main, None) == ["create type step", "create table run", "create index run_id_idx"]


def test_fields_that_a_type_lacks() -> None:
    assert statements(replace(COMPLETE, types={"step": {"name": "text", "more": "int"}})) == [
        'ALTER TYPE "argus"."step" ADD "seconds" int'
    ]


def test_columns_that_a_table_lacks_are_added_at_once_and_static_where_they_are() -> None:
    table = {name: column for name, column in RUN.items() if name not in ("owner", "steps")}
    assert statements(replace(COMPLETE, tables={"run": table})) == [
        'ALTER TABLE "argus"."run" ADD ("owner" text static, "steps" list<frozen<step>>)'
    ]


def test_columns_of_the_primary_key_cannot_be_added() -> None:
    without_key = replace(COMPLETE, tables={"run": {name: RUN[name] for name in RUN if name != "at"}})
    assert statements(without_key) == []
    assert differences(SCHEMA, State(without_key, VECTORS)) == [
        "The table run has another primary key than it should have; it is left as it is."
    ]


def test_an_index_under_any_name_counts_but_only_on_the_same_part() -> None:
    assert summaries(replace(COMPLETE, indexes={IndexTarget("run", "id"): "by_id"})) == []
    assert summaries(replace(COMPLETE, indexes={IndexTarget("run", "id", "keys"): "by_id"})) == [
        "create index run_id_idx"
    ]
    assert summaries(replace(COMPLETE, indexes={IndexTarget("other", "id"): "run_id_idx"})) == [
        "create index run_id_idx"
    ]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("id", IndexTarget("t", "id")),
        ('"column"', IndexTarget("t", "column")),
        ("values(tags)", IndexTarget("t", "tags")),
        ("keys(tags)", IndexTarget("t", "tags", "keys")),
        ('entries("tags")', IndexTarget("t", "tags", "entries")),
        ("full(tags)", IndexTarget("t", "tags", "full")),
        ('{"tc":"embedding","fc":["run_id"]}', IndexTarget("t", "embedding")),
        ('{"tc":"embedding","pk":["run_id"]}', None),
        ('{"pk":["run_id"],"ck":["id"]}', None),
        ("", None),
    ],
)
def test_how_servers_write_what_an_index_covers(text: str, target: IndexTarget | None) -> None:
    assert index_target("t", text) == target


def test_differences_are_told_and_left_alone() -> None:
    main = replace(
        COMPLETE,
        types={"step": {"name": "ascii", "seconds": "int"}},
        tables={
            "run": RUN
            | {
                "id": ColumnState("timeuuid", "regular", -1, "none"),
                "owner": ColumnState("text", "regular", -1, "none"),
                "at": ColumnState("timestamp", "clustering", 0, "asc"),
            }
        },
    )
    assert statements(main) == []
    assert differences(SCHEMA, State(main, VECTORS)) == [
        "In type step, name is ascii and should be text; it is left as it is.",
        "In table run, id is timeuuid and should be uuid; it is left as it is.",
        "The table run has another primary key than it should have; it is left as it is.",
        "The column run.owner should be static.",
    ]


def test_what_is_unknown_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    main = KeyspaceState(
        types={**COMPLETE.types, "slot": {}},
        tables={"run": RUN | {"old": RUN["id"], "note": RUN["id"]}, "schedule": {}},
    )
    log_unknown(SCHEMA, State(main, None))
    assert caplog.messages == ["Left alone, as the schema does not know it: column run.note, table schedule, type slot"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("list<frozen<tuple<text, text>>>", "list<tuple<text,text>>", True),
        ("map<ascii, frozen<list<frozen<rule>>>>", "map<ascii, list<rule>>", True),
        ("frozen<map<uuid, frozen<list<int>>>>", "frozen<map<uuid, list<int>>>", True),
        ("frozen<list<float>>", "list<float>", False),
        ("list<frozen<tuple<text, text>>>", "list<frozen<tuple<text, int>>>", False),
        ("vector<float, 384>", "vector<float, 768>", False),
    ],
)
def test_types_that_are_spelled_differently(one: str, other: str, same: bool) -> None:
    assert same_type(one, other) is same
    assert same_type(other, one) is same


@pytest.mark.parametrize("name", ["", "1st", 'a"b', "a.b", "a" * 49, "ä"])
def test_names_that_no_keyspace_can_have(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a keyspace"):
        Keyspaces("argus", name)
