"""The schema files of the package, as text: what each server would be told."""

from __future__ import annotations

import re

import pytest

from argus_core.database.migration import Flavour, load_schema, plan

OWN_TABLES = {
    "schema_migration",
    "schema_migration_lock",
    "run_by_id",
    "run_cost",
    "run_cost_item",
    "personal_access_token",
    "personal_access_token_by_hash",
    "login_failure",
    "job_lease",
    "job_run",
    "request_replay",
}
NUMBERS = {"bigint", "double", "float", "int", "smallint", "tinyint"}
PLAIN = NUMBERS | {"ascii", "blob", "boolean", "text", "time", "timestamp", "timeuuid", "uuid"}
BUILT_IN = PLAIN | {"frozen", "list", "map", "set", "tuple", "vector"}

both = pytest.mark.parametrize("flavour", list(Flavour))


@both
def test_what_the_files_hold(flavour: Flavour) -> None:
    schema = load_schema(flavour)
    shared = set(schema.tables) - OWN_TABLES
    assert set(schema.tables) > OWN_TABLES
    assert len(shared) == 47
    assert len(schema.types) == 18
    indexes = [index for index in schema.indexes.values() if index.target.table in shared]
    assert len([index for index in indexes if index.index_class]) == 2
    assert len([index for index in indexes if "user_fields" in index.target.column]) == 3
    assert len(indexes) == 75 + 3 + 2


@both
def test_the_second_keyspace(flavour: Flavour) -> None:
    schema = load_schema(flavour)
    assert {table.name for table in schema.tables.values() if table.in_tablets} == {
        "sct_error_event_embedding",
        "sct_critical_event_embedding",
    }
    assert all(schema.tables[index.target.table].in_tablets is index.in_tablets for index in schema.indexes.values())


@both
def test_every_type_is_defined_before_it_is_used(flavour: Flavour) -> None:
    known = set(BUILT_IN)
    schema = load_schema(flavour)
    for name, found in schema.types.items():
        for field in found.fields.values():
            assert set(re.findall(r"[a-z_]\w*", field)) <= known, f"{name}: {field}"
        known.add(name)
    for table in schema.tables.values():
        for column in table.columns.values():
            assert set(re.findall(r"[a-z_]\w*", column.type)) <= known, f"{table.name}.{column.name}: {column.type}"


@both
def test_keys_and_indexes_name_columns(flavour: Flavour) -> None:
    schema = load_schema(flavour)
    for table in schema.tables.values():
        assert table.partition_key
        assert set(table.key) <= set(table.columns)
    for index in schema.indexes.values():
        assert index.target.column in schema.tables[index.target.table].columns


@both
def test_plain_indexes_have_the_names_that_the_server_would_give(flavour: Flavour) -> None:
    """Otherwise a keyspace whose indexes were created without a name would get each twice."""
    for index in load_schema(flavour).indexes.values():
        if index.target.column != "user_fields":
            assert index.name == f"{index.target.table}_{index.target.column}_idx"


@both
def test_one_index_at_most_per_column(flavour: Flavour) -> None:
    targets = [index.target for index in load_schema(flavour).indexes.values()]
    assert len(targets) == len(set(targets))


def test_the_servers_differ_only_in_their_vector_indexes() -> None:
    cassandra, scylla = load_schema(Flavour.CASSANDRA), load_schema(Flavour.SCYLLA)
    assert [file.checksum for file in cassandra.files] == [file.checksum for file in scylla.files]
    assert cassandra.types == scylla.types
    assert {name: table.columns for name, table in cassandra.tables.items()} == {
        name: table.columns for name, table in scylla.tables.items()
    }
    assert list(cassandra.indexes) == list(scylla.indexes)
    classes = {
        name: (index.index_class, scylla.indexes[name].index_class)
        for name, index in cassandra.indexes.items()
        if index.index_class or scylla.indexes[name].index_class
    }
    assert classes == {
        "sct_error_event_embedding_embedding_idx": ("StorageAttachedIndex", "vector_index"),
        "sct_critical_event_embedding_embedding_idx": ("StorageAttachedIndex", "vector_index"),
    }


def test_types_are_spelled_as_rows_of_the_server_spell_them() -> None:
    tables = load_schema().tables
    assert tables["sct_test_run"].column_types["logs"] == "list<frozen<tuple<text, text>>>"
    assert tables["sct_test_run"].column_types["cloud_setup"] == "frozen<cloudsetupdetails>"
    assert tables["error_event_embeddings"].columns["start_time"].static
    assert tables["sct_error_event_embedding"].column_types["embedding"] == "vector<float, 384>"
    assert tables["widget_highlights"].clustering_key == {"created_at": "desc"}
    assert tables["request_replay"].partition_key == ("user_id", "request_id")


# ---- the plan for an empty cluster -----------------------------------------------------------------------------------
@both
def test_plan_without_a_database_has_every_statement_once(flavour: Flavour) -> None:
    statements = plan(None, flavour, keyspace="argus", tablets_keyspace="argus_tablets")
    schema = load_schema(flavour)
    assert len(statements) == len(set(statements)) == len(schema.types) + len(schema.tables) + len(schema.indexes)
    assert all(statement.startswith("CREATE ") and " IF NOT EXISTS " in statement for statement in statements)
    assert not any("${" in statement or "--" in statement for statement in statements)
    kinds = [re.sub(r"CREATE (CUSTOM )?(\w+).*", r"\2", statement, flags=re.DOTALL) for statement in statements]
    assert kinds.index("INDEX") > kinds.index("TABLE")
    assert kinds[2:20] == ["TYPE"] * 18  # after the two tables of the migration itself


def test_plan_for_scylla_uses_the_configured_names() -> None:
    statements = plan(None, Flavour.SCYLLA, keyspace="tests", tablets_keyspace="vectors")
    assert (
        'CREATE CUSTOM INDEX IF NOT EXISTS "sct_error_event_embedding_embedding_idx"\n'
        '    ON "vectors"."sct_error_event_embedding" ("embedding")\n'
        "    USING 'vector_index' WITH OPTIONS = {'similarity_function': 'COSINE'}"
    ) in statements
    assert 'CREATE INDEX IF NOT EXISTS "user_email_idx" ON "tests"."user" ("email")' in statements
    assert not any("StorageAttachedIndex" in statement for statement in statements)
    assert not any("argus_tablets" in statement for statement in statements)


def test_plan_for_cassandra_uses_storage_attached_indexes() -> None:
    statements = plan(None, Flavour.CASSANDRA, keyspace="tests", tablets_keyspace="vectors")
    assert len([statement for statement in statements if "USING 'StorageAttachedIndex'" in statement]) == 2
    assert not any("'vector_index'" in statement for statement in statements)


def test_plan_with_keyspaces() -> None:
    def first_two(flavour: Flavour) -> list[str]:
        return plan(None, flavour, keyspace="a", tablets_keyspace="b", create_keyspaces=True, replication_factor=3)[:2]

    replication = "replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 3}"
    assert first_two(Flavour.CASSANDRA) == [
        f'CREATE KEYSPACE IF NOT EXISTS "{name}" WITH {replication}' for name in ("a", "b")
    ]
    assert first_two(Flavour.SCYLLA) == [
        f"CREATE KEYSPACE IF NOT EXISTS \"{name}\" WITH {replication} AND tablets = {{'enabled': true}}"
        for name in ("a", "b")
    ]
