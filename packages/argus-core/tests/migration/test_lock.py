"""The lock row, on the real database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from cassandra.cluster import Session

from argus_core.database.migration import MigrationError, load_schema
from argus_core.database.migration.lock import MigrationLock
from argus_core.database.migration.model import Keyspaces
from argus_core.database.migration.server import Server

TTL = 2


@pytest.fixture(scope="module")
def names(session: Session, new_name: Callable[[], str], create_keyspace: Callable[[str], None]) -> Keyspaces:
    """A keyspace that holds the table of the lock."""
    found = Keyspaces(new_name(), "unused")
    create_keyspace(found.main)
    session.execute(found.fill(load_schema().tables["schema_migration_lock"].statement.text))
    return found


def test_it_is_held_beyond_its_lifetime_and_then_given_up(session: Session, names: Keyspaces) -> None:
    waited: list[str] = []
    entered = threading.Event()

    def second() -> None:
        with MigrationLock(Server(session), names, ttl=TTL, waiting=lambda row: waited.append(row["holder"])):
            entered.set()

    with MigrationLock(Server(session), names, ttl=TTL) as lock:
        other = threading.Thread(target=second)
        other.start()
        time.sleep(TTL * 1.5)
        lock.check()
        assert not entered.is_set()
        holder = session.execute(f"SELECT holder FROM {names.main}.schema_migration_lock").one().holder
    assert entered.wait(TTL)
    other.join()
    assert set(waited) == {holder}


def test_a_lock_that_another_took_is_noticed_and_left_to_it(session: Session, names: Keyspaces) -> None:
    table = f"{names.main}.schema_migration_lock"
    with MigrationLock(Server(session), names, ttl=TTL) as lock:
        session.execute(f"UPDATE {table} USING TTL 60 SET holder = 'another' WHERE name = 'migrate' IF EXISTS")
        time.sleep(TTL / 3 + 0.5)
        with pytest.raises(MigrationError, match="lost to another migration"):
            lock.check()
    assert session.execute(f"SELECT holder FROM {table}").one().holder == "another"


def test_a_lock_that_cannot_be_taken(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argus_core.database.migration.lock.POLL_SECONDS", 0.01)
    with (
        pytest.raises(MigrationError, match=r"The lock of the migration cannot be taken: .*does not exist"),
        MigrationLock(Server(session), Keyspaces("argus_mig_missing", "unused"), ttl=TTL),
    ):
        pass
