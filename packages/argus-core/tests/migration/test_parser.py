"""Reading schema files."""

from __future__ import annotations

import pytest

from argus_core.database.migration import Column, Flavour, Index, SchemaFileError, Table, UserType
from argus_core.database.migration.files import read_schema
from argus_core.database.migration.model import Definition, IndexTarget
from argus_core.database.migration.parser import parse


def read(text: str, flavour: str = "cassandra") -> tuple[Definition, ...]:
    return parse(text, file="0001_test.cql", flavour=flavour)


def test_a_table_with_all_its_parts() -> None:
    [table] = read(
        """
        -- People; "quoted" things in 'comments' mean nothing
        CREATE TABLE IF NOT EXISTS ${tablets}."person" (
            "group" varchar, // the other kind of comment
            "id" UUID,
            /* a comment; of
               two lines */
            "Since" timestamp STATIC,
            "logs" list<frozen<tuple<text,text>>>,
            "vector" vector<float, 384>, -- @only-when-created
            PRIMARY KEY (("group", "id"), "name", "at")
        ) WITH CLUSTERING ORDER BY ("name" DESC, "at" ASC);
        """
    )
    assert isinstance(table, Table)
    assert table.name == "person"
    assert table.in_tablets
    assert list(table.columns.values()) == [
        Column("group", "text"),
        Column("id", "uuid"),
        Column("Since", "timestamp", static=True),
        Column("logs", "list<frozen<tuple<text, text>>>"),
        Column("vector", "vector<float, 384>", only_when_created=True),
    ]
    assert table.column_types["logs"] == "list<frozen<tuple<text, text>>>"
    assert table.partition_key == ("group", "id")
    assert table.clustering_key == {"name": "desc", "at": "asc"}
    assert table.key == ("group", "id", "name", "at")


def test_the_text_of_a_statement_is_kept_without_comments() -> None:
    [table] = read(
        'CREATE TABLE IF NOT EXISTS ${keyspace}."t" (\n  "id" uuid, -- who\n  -- a line\n  PRIMARY KEY ("id")\n);'
    )
    assert table.statement.text == (
        'CREATE TABLE IF NOT EXISTS ${keyspace}."t" (\n  "id" uuid,\n  PRIMARY KEY ("id")\n)'
    )


def test_a_type() -> None:
    [found] = read('CREATE TYPE IF NOT EXISTS ${keyspace}."case" ("name" text, "steps" list<frozen<step>>);')
    assert isinstance(found, UserType)
    assert found.name == "case"
    assert found.fields == {"name": "text", "steps": "list<frozen<step>>"}
    assert not found.in_tablets


@pytest.mark.parametrize(
    ("target", "part"),
    [('"tags"', "values"), ('KEYS("tags")', "keys"), ('entries("tags")', "entries"), ('VALUES("tags")', "values")],
)
def test_an_index(target: str, part: str) -> None:
    [index] = read(f'CREATE INDEX IF NOT EXISTS "tags_idx" ON ${{keyspace}}."t" ({target});')
    assert isinstance(index, Index)
    assert (index.name, index.in_tablets, index.index_class) == ("tags_idx", False, "")
    assert index.target == IndexTarget("t", "tags", part)


CUSTOM_INDEXES = """
-- @scylla: CREATE CUSTOM INDEX IF NOT EXISTS "i" ON ${tablets}."t" ("v")
-- @scylla:     USING 'vector_index' WITH OPTIONS = {'similarity_function': 'COSINE'};
-- @cassandra: CREATE CUSTOM INDEX IF NOT EXISTS "i" ON ${tablets}."t" ("v") USING 'StorageAttachedIndex';
"""


@pytest.mark.parametrize(
    ("flavour", "index_class"), [("scylla", "vector_index"), ("cassandra", "StorageAttachedIndex")]
)
def test_lines_for_one_server(flavour: str, index_class: str) -> None:
    [index] = read(CUSTOM_INDEXES, flavour)
    assert isinstance(index, Index)
    assert index.index_class == index_class
    assert index.in_tablets
    assert "@" not in index.statement.text
    assert f"USING '{index_class}'" in index.statement.text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("DROP TABLE t;", "line 1: expected CREATE, found DROP"),
        ("\n\nCREATE VIEW v;", "line 3: expected CREATE TYPE, CREATE TABLE or CREATE INDEX, found VIEW"),
        ('CREATE TABLE ${keyspace}."t" ("id" uuid, PRIMARY KEY ("id"));', "expected IF, found ${keyspace}"),
        ('CREATE TABLE IF NOT EXISTS "t" ("id" uuid, PRIMARY KEY ("id"));', "expected ${keyspace} or ${tablets}"),
        (
            'CREATE TABLE IF NOT EXISTS ${keyspace}.t ("id" uuid, PRIMARY KEY ("id"));',
            "expected a quoted name, found t",
        ),
        ('CREATE TABLE IF NOT EXISTS ${keyspace}."t" ("id" uuid, -- @once\nPRIMARY KEY ("id"));', "found -- @once"),
        ('CREATE TABLE IF NOT EXISTS ${keyspace}."t" ("id" uuid, PRIMARY KEY ("id")', "no semicolon"),
        ('CREATE TABLE IF NOT EXISTS ${keyspace}."t" ("id" uuid, PRIMARY KEY ("id"', "no semicolon"),
        ('CREATE TABLE IF NOT EXISTS ${keyspace}."t" ("id" uuid;', "expected more after this, found uuid"),
        ('CREATE TABLE IF NOT EXISTS ${keyspace}."t', "line 1: a quotation that is opened here is never closed"),
        (
            'CREATE TABLE IF NOT EXISTS ${keyspace}."t" ("id" uuid, PRIMARY KEY ("id")) WITH comment = \'x\';',
            "expected CLUSTERING, found comment",
        ),
        ('CREATE TYPE IF NOT EXISTS ${tablets}."t" ("a" int);', "expected a type of the main keyspace"),
        ('CREATE TYPE IF NOT EXISTS ${keyspace}."t" ("a" int) x;', "expected the end of the statement, found x"),
        ('CREATE INDEX IF NOT EXISTS "i" ON ${keyspace}."t" (ANY("a"));', "expected KEYS or ENTRIES or VALUES or FULL"),
    ],
)
def test_what_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(SchemaFileError) as refused:
        read(text)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("0001_test.cql, line ")


TYPE_A = 'CREATE TYPE IF NOT EXISTS ${keyspace}."a" ("x" int);'
TYPE_B = 'CREATE TYPE IF NOT EXISTS ${keyspace}."b" ("x" int);'


def test_files_are_read_in_the_order_of_their_numbers() -> None:
    schema = read_schema({"0002_b.cql": TYPE_B, "0001_a.cql": TYPE_A}, Flavour.SCYLLA)
    assert [file.name for file in schema.files] == ["0001_a.cql", "0002_b.cql"]
    assert list(schema.types) == ["a", "b"]


def test_the_checksum_is_that_of_the_whole_text() -> None:
    one, other = (
        read_schema({"0001_a.cql": TYPE_A + comment}, Flavour.SCYLLA).files[0].checksum for comment in ("", "\n-- more")
    )
    assert one != other
    assert len(one) == 64


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"1_a.cql": TYPE_A}, "1_a.cql: schema files are called like 0001_users.cql"),
        ({"0001_a.cql": TYPE_A, "0001_b.cql": TYPE_B}, "0001_b.cql: number 1 is defined before, in 0001_a.cql"),
        ({"0001_a.cql": TYPE_A, "0002_b.cql": TYPE_A}, "0002_b.cql: UserType a is defined before, in 0001_a.cql"),
        ({"0001_a.cql": TYPE_A + TYPE_A}, "0001_a.cql: UserType a is defined before, in 0001_a.cql"),
    ],
)
def test_files_that_contradict_each_other(files: dict[str, str], complaint: str) -> None:
    with pytest.raises(SchemaFileError) as refused:
        read_schema(files, Flavour.SCYLLA)
    assert str(refused.value) == complaint
