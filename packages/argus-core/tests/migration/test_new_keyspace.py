"""From an empty keyspace to a complete one, on the real database.

One keyspace serves the whole module, since making it takes a quarter of a minute: a first migration is killed half way,
two others then start at the same time. Tests that disturb the keyspace repair it by migrating again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, Session
from cassandra.query import tuple_factory

from argus_core.database.migration import (
    Flavour,
    MigrationError,
    MigrationReport,
    detect_flavour,
    load_schema,
    migrate,
    missing_tables,
    plan,
)
from argus_core.database.migration.model import Keyspaces
from argus_core.database.migration.server import Server
from argus_core.database.migration.state import State, read_state

KILLED_AFTER = 25
LOCK_TTL = 15


@dataclass
class Migrated:
    """The keyspace, and what was seen while it was made."""

    keyspace: str
    tablets: str
    killed_with: int = 0
    after_kill: list[str] = field(default_factory=list)
    lock_of_the_dead: str | None = None
    reports: list[MigrationReport] = field(default_factory=list)
    progress: list[list[tuple[str, float | None]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def migrated(
    session: Session,
    flavour: Flavour,
    connect: Callable[[], Session],
    new_name: Callable[[], str],
    create_keyspace: Callable[[str], None],
    address: tuple[str, int],
) -> Migrated:
    story = Migrated(new_name(), new_name())
    create_keyspace(story.keyspace)

    script = [sys.executable, str(Path(__file__).with_name("interrupted.py"))]
    child = subprocess.run(
        [*script, *map(str, address), story.keyspace, story.tablets, str(KILLED_AFTER), str(LOCK_TTL)],
        check=False,
        timeout=120,
    )
    story.killed_with = -child.returncode
    story.after_kill = plan(session, flavour, keyspace=story.keyspace, tablets_keyspace=story.tablets)
    lock = session.execute(f"SELECT holder FROM {story.keyspace}.schema_migration_lock").one()
    story.lock_of_the_dead = lock and lock.holder

    start = threading.Barrier(2)

    def one_of_two(progress: list[tuple[str, float | None]]) -> MigrationReport:
        own_session = connect()
        start.wait()
        return migrate(
            own_session,
            keyspace=story.keyspace,
            tablets_keyspace=story.tablets,
            progress=lambda text, part: progress.append((text, part)),
            lock_ttl=LOCK_TTL,
        )

    story.progress = [[], []]
    with ThreadPoolExecutor(2) as threads:
        story.reports = list(threads.map(one_of_two, story.progress))
    return story


@pytest.fixture
def state(session: Session, migrated: Migrated) -> State:
    """What the keyspaces hold."""
    return read_state(Server(session), Keyspaces(migrated.keyspace, migrated.tablets))


def again(session: Session, migrated: Migrated, **changes: object) -> MigrationReport:
    names: dict[str, object] = {"keyspace": migrated.keyspace, "tablets_keyspace": migrated.tablets}
    return migrate(session, **names | changes)  # type: ignore[arg-type]  # the values are of the right types


# ---- killed half way, then two at once -------------------------------------------------------------------------------
def test_a_killed_migration_leaves_its_work_and_its_lock(migrated: Migrated, flavour: Flavour) -> None:
    assert migrated.killed_with == signal.SIGKILL
    everything = plan(None, flavour, keyspace=migrated.keyspace, tablets_keyspace=migrated.tablets)
    in_tablets = [statement for statement in everything if f'"{migrated.tablets}"' in statement]
    assert migrated.after_kill == [statement for statement in everything[KILLED_AFTER:] if statement not in in_tablets]
    assert migrated.lock_of_the_dead is not None


def test_one_of_two_does_the_rest_and_the_other_finds_nothing_to_do(migrated: Migrated) -> None:
    assert sorted(len(report.applied) for report in migrated.reports) == [0, len(migrated.after_kill)]
    assert [list(report.applied) for report in migrated.reports if report.changed] == [migrated.after_kill]


def test_both_wait_for_the_lock_of_the_dead_and_one_for_the_other(migrated: Migrated) -> None:
    waited = [[text for text, part in progress if part is None] for progress in migrated.progress]
    assert all(f"waiting for the migration of {migrated.lock_of_the_dead}" in texts for texts in waited)
    holders = {text for texts in waited for text in texts}
    assert len(holders) == 2
    assert all(" pid " in holder for holder in holders)


def test_progress_goes_from_nothing_to_everything(migrated: Migrated) -> None:
    [progress] = [p for p, report in zip(migrated.progress, migrated.reports, strict=True) if report.changed]
    steps = [(text, part) for text, part in progress if part is not None]
    assert steps[0][1] == 0
    assert steps[-1] == ("the schema is up to date", 1.0)
    assert [part for _, part in steps] == sorted(part for _, part in steps if part is not None)
    assert len(steps) == len(migrated.after_kill) + 1
    assert "create table run_by_id" in dict(steps)


def test_the_lock_is_released(migrated: Migrated, session: Session) -> None:
    assert list(session.execute(f"SELECT * FROM {migrated.keyspace}.schema_migration_lock")) == []


def test_without_the_second_keyspace_only_its_statements_are_left_out(migrated: Migrated) -> None:
    for report in migrated.reports:
        [warning] = report.warnings
        assert migrated.tablets in warning
        assert "--create-keyspaces" in warning
    assert not any(migrated.tablets in statement for statement in migrated.after_kill)


def test_no_table_is_missing(migrated: Migrated, session: Session) -> None:
    assert missing_tables(session, migrated.keyspace) == []


def test_the_second_keyspace_can_be_created_later(migrated: Migrated, session: Session, flavour: Flavour) -> None:
    wanted = plan(
        session, flavour, keyspace=migrated.keyspace, tablets_keyspace=migrated.tablets, create_keyspaces=True
    )
    report = again(session, migrated, create_keyspaces=True)
    assert list(report.applied) == wanted
    assert [statement.split('"')[0] for statement in wanted] == [
        "CREATE KEYSPACE IF NOT EXISTS ",
        "CREATE TABLE IF NOT EXISTS ",
        "CREATE TABLE IF NOT EXISTS ",
        "CREATE CUSTOM INDEX IF NOT EXISTS ",
        "CREATE CUSTOM INDEX IF NOT EXISTS ",
    ]
    assert report.warnings == ()


# ---- what is there in the end ----------------------------------------------------------------------------------------
def test_the_database_describes_tables_as_the_files_do(state: State, flavour: Flavour) -> None:
    schema = load_schema(flavour)
    described = {
        name: {column: found.type for column, found in columns.items()}
        for keyspace in (state.main, state.tablets)
        for name, columns in (keyspace.tables.items() if keyspace else ())
    }
    assert described == {name: table.column_types for name, table in schema.tables.items()}


def test_the_database_describes_types_and_indexes_as_the_files_do(state: State, flavour: Flavour) -> None:
    assert state.main is not None
    assert state.tablets is not None
    schema = load_schema(flavour)
    assert state.main.types == {name: found.fields for name, found in schema.types.items()}
    indexes = {**state.main.indexes, **state.tablets.indexes}
    assert indexes == {index.target: name for name, index in schema.indexes.items()}


def test_every_file_is_recorded(migrated: Migrated, session: Session, flavour: Flavour) -> None:
    rows = session.execute(f"SELECT number, name, checksum, applied_at FROM {migrated.keyspace}.schema_migration")
    recorded = {row.number: (row.name, row.checksum, row.applied_at is not None) for row in rows}
    assert recorded == {file.number: (file.name, file.checksum, True) for file in load_schema(flavour).files}


# ---- again -----------------------------------------------------------------------------------------------------------
def test_a_repetition_does_nothing_and_takes_less_than_a_second(
    migrated: Migrated, session: Session, flavour: Flavour
) -> None:
    told: list[str] = []
    started = time.monotonic()
    report = again(session, migrated, create_keyspaces=True, progress=lambda text, part: told.append(text))
    assert time.monotonic() - started < 1
    assert report == MigrationReport(flavour, (), ())
    assert not report.changed
    assert told == ["the schema is up to date"]


def test_a_file_whose_text_changed_is_recorded_again_without_a_change(migrated: Migrated, session: Session) -> None:
    table = f"{migrated.keyspace}.schema_migration"
    [before] = session.execute(f"SELECT checksum, applied_at FROM {table} WHERE number = 3")
    session.execute(f"UPDATE {table} SET checksum = 'of an older text' WHERE number = 3")
    assert not again(session, migrated).changed
    [after] = session.execute(f"SELECT checksum, applied_at FROM {table} WHERE number = 3")
    assert after.checksum == before.checksum
    assert after.applied_at > before.applied_at


def test_the_settings_of_the_session_do_not_matter(migrated: Migrated, address: tuple[str, int]) -> None:
    host, port = address
    profile = ExecutionProfile(row_factory=tuple_factory)
    cluster = Cluster(
        [host],
        port=port,
        protocol_version=4,
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        idle_heartbeat_interval=0,
    )
    try:
        session = cluster.connect()
        assert detect_flavour(session) in Flavour
        assert not again(session, migrated).changed
        assert session.execute("SELECT key FROM system.local").one() == ("local",)
    finally:
        cluster.shutdown()


def test_only_what_is_missing_is_made(migrated: Migrated, session: Session) -> None:
    session.execute(f"DROP TABLE {migrated.keyspace}.job_lease")
    session.execute(f"DROP INDEX {migrated.keyspace}.team_leader_idx")
    assert missing_tables(session, migrated.keyspace) == ["job_lease"]
    report = again(session, migrated)
    assert [statement.split("(")[0].strip() for statement in report.applied] == [
        f'CREATE INDEX IF NOT EXISTS "team_leader_idx" ON "{migrated.keyspace}"."team"',
        f'CREATE TABLE IF NOT EXISTS "{migrated.keyspace}"."job_lease"',
    ]
    assert missing_tables(session, migrated.keyspace) == []


# ---- what goes wrong -------------------------------------------------------------------------------------------------
def test_a_missing_keyspace_is_not_created_unasked(
    session: Session, flavour: Flavour, new_name: Callable[[], str]
) -> None:
    name = new_name()
    for attempt in (migrate, lambda session, **names: plan(session, flavour, **names)):
        with pytest.raises(MigrationError) as refused:
            attempt(session, keyspace=name, tablets_keyspace=name)
        assert str(refused.value) == (
            f"The keyspace {name} does not exist: run again with --create-keyspaces, or create it by hand."
        )
    assert list(session.execute(f"SELECT * FROM system_schema.keyspaces WHERE keyspace_name = '{name}'")) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tablets_keyspace": "no-name"}, "The keyspaces are misconfigured: 'no-name' is no name for a keyspace"),
        ({"create_keyspaces": True, "replication_factor": 0}, "The replication factor must be 1 or more, not 0."),
    ],
)
def test_settings_that_make_no_sense(
    migrated: Migrated, session: Session, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(MigrationError, match=sentence):
        again(session, migrated, **changes)


def test_a_refused_statement_is_named_with_its_file(migrated: Migrated, session: Session) -> None:
    table = f"{migrated.keyspace}.run_cost"
    session.execute(f"DROP TABLE {table}")
    session.execute(f"CREATE TABLE {table} (run_id uuid PRIMARY KEY, visits counter)")
    with pytest.raises(MigrationError) as refused:
        again(session, migrated)
    statement = f'ALTER TABLE "{migrated.keyspace}"."run_cost" ADD ("estimated" double, "estimated_at" timestamp)'
    assert (refused.value.file, refused.value.statement) == ("0018_run_cost.cql", statement)
    assert f"add estimated, estimated_at to table run_cost (statement of 0018_run_cost.cql: {statement})" in str(
        refused.value
    )
    assert "counter" in str(refused.value)
    assert list(session.execute(f"SELECT * FROM {migrated.keyspace}.schema_migration_lock")) == []
    session.execute(f"DROP TABLE {table}")
    assert again(session, migrated).warnings == ()


def test_a_vector_index_that_cannot_be_made_is_a_warning(
    migrated: Migrated, session: Session, new_name: Callable[[], str], create_keyspace: Callable[[str], None]
) -> None:
    tablets = new_name()
    create_keyspace(tablets)
    session.execute(
        f"CREATE TABLE {tablets}.sct_error_event_embedding"
        " (run_id uuid, ts timestamp, embedding list<float>, PRIMARY KEY (run_id, ts))"
        " WITH CLUSTERING ORDER BY (ts DESC)"
    )
    report = again(session, migrated, tablets_keyspace=tablets)
    assert len(report.applied) == 2  # the other table and its index
    refusal, difference = report.warnings
    assert "refused to create index sct_error_event_embedding_embedding_idx" in refusal
    assert "0016_embeddings.cql" in refusal
    assert difference == (
        "In table sct_error_event_embedding, embedding is list<float> and should be vector<float, 384>;"
        " it is left as it is."
    )


def test_an_index_name_that_is_taken_is_a_warning(migrated: Migrated, session: Session) -> None:
    session.execute(f"DROP INDEX {migrated.keyspace}.team_leader_idx")
    session.execute(f"CREATE INDEX team_leader_idx ON {migrated.keyspace}.team (motd)")
    [warning] = again(session, migrated).warnings
    assert "did not create index team_leader_idx though it refused nothing: is the name taken?" in warning
    session.execute(f"DROP INDEX {migrated.keyspace}.team_leader_idx")
    assert again(session, migrated).warnings == ()
