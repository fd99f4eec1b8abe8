"""Running the migration: read what is there, work out what is missing, run it under the lock, record it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argus_core.database.migration.errors import MigrationError
from argus_core.database.migration.files import load_schema
from argus_core.database.migration.flavour import Flavour, detect_flavour
from argus_core.database.migration.lock import MigrationLock
from argus_core.database.migration.model import Keyspaces, SchemaFile
from argus_core.database.migration.planner import Step, differences, file_steps, is_skipped, log_unknown, steps
from argus_core.database.migration.server import FAILURES, Fields, Server, describe
from argus_core.database.migration.state import EMPTY, RECORDS, State, read_state, table_names

if TYPE_CHECKING:
    from cassandra.cluster import Session

log = logging.getLogger(__name__)

LOCK_TTL = 60
"""Seconds after which the lock of a migration that died is free."""

Progress = Callable[[str, float | None], None]
"""Called with what is being done and the part of the work that is behind (0 to 1; None: unknown)."""


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What a migration did: the server's flavour, the statements it ran, and what the operator should know."""

    flavour: Flavour
    applied: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the schema was changed."""
        return bool(self.applied)


def migrate(
    session: Session,
    *,
    keyspace: str,
    tablets_keyspace: str,
    create_keyspaces: bool = False,
    replication_factor: int = 1,
    progress: Progress | None = None,
    lock_ttl: int = LOCK_TTL,
) -> MigrationReport:
    """Bring both keyspaces up to date with the schema files; nothing is ever dropped or altered.

    The session needs no keyspace; its cluster must use execution profiles (the driver's default). Where the second
    keyspace is missing and not to be created, what belongs into it is left out with a warning. Waits while another
    migration runs. Raises MigrationError with one sentence that names the statement and its file when one is refused.
    """
    names = _names(keyspace, tablets_keyspace)
    migration = _Migration(session, names, progress or (lambda text, part: None), lock_ttl)
    return migration.run(keyspace_steps=_keyspace_steps(migration.flavour, names, create_keyspaces, replication_factor))


def plan(
    session: Session | None,
    flavour: Flavour,
    *,
    keyspace: str,
    tablets_keyspace: str,
    create_keyspaces: bool = False,
    replication_factor: int = 1,
) -> list[str]:
    """The statements that `migrate` would run, in order; without a session, those for an empty cluster.

    Raises MigrationError when the keyspace is missing and not to be created.
    """
    names = _names(keyspace, tablets_keyspace)
    creation = _keyspace_steps(flavour, names, create_keyspaces, replication_factor)
    if session is None:
        first, state = list(creation.values()), EMPTY
    else:
        state = read_state(Server(session), names)
        first = _missing_keyspaces(state, names, creation)
        state = _once_created(state, creation)
    return [step.statement for step in (*first, *steps(load_schema(flavour), state, names))]


def missing_tables(session: Session, keyspace: str) -> list[str]:
    """The tables that the application needs in its main keyspace and that do not exist: one small read.

    Raises MigrationError when the database does not answer.
    """
    present = table_names(Server(session), keyspace)
    needed = load_schema().tables.values()
    return sorted(table.name for table in needed if not table.in_tablets and table.name not in present)


class _Migration:
    """One run of `migrate`."""

    def __init__(self, session: Session, names: Keyspaces, progress: Progress, lock_ttl: int) -> None:
        self.flavour = detect_flavour(session)
        self._server = Server(session)
        self._names = names
        self._progress = progress
        self._lock_ttl = lock_ttl
        self._schema = load_schema(self.flavour)
        self._applied: list[str] = []
        self._refused: dict[str, str] = {}

    def run(self, keyspace_steps: dict[str, Step]) -> MigrationReport:
        state = self._read()
        missing = _missing_keyspaces(state, self._names, keyspace_steps)
        if missing:
            self._run_steps(missing, lambda state: _missing_keyspaces(state, self._names, keyspace_steps))
            state = self._read()
        if self._missing(state) or self._to_record(state):
            self._update()
            state = self._read()
        log_unknown(self._schema, state)
        self._progress("the schema is up to date", 1.0)
        return MigrationReport(self.flavour, tuple(self._applied), tuple(self._warnings(state)))

    def _update(self) -> None:
        # The first file holds the tables of the migration itself: without them there is no lock. Two migrations may
        # create them at the same time, which the statements allow.
        own = self._schema.files[0]
        self._run_missing(lambda state: file_steps(own, state, self._names))
        with MigrationLock(self._server, self._names, ttl=self._lock_ttl, waiting=self._wait) as lock:
            self._run_missing(self._missing, lock)
            lock.check()
            for file in self._to_record(self._read()):
                self._record(file)

    # ---- what --------------------------------------------------------------------------------------------------
    def _read(self) -> State:
        return read_state(self._server, self._names)

    def _missing(self, state: State) -> list[Step]:
        return steps(self._schema, state, self._names)

    def _to_record(self, state: State) -> list[SchemaFile]:
        """Files that are applied in full and not recorded with their present text."""
        return [
            file
            for file in self._schema.files
            if state.applied.get(file.number) != file.checksum
            and not is_skipped(file, state)
            and not file_steps(file, state, self._names)
        ]

    def _warnings(self, state: State) -> list[str]:
        found = [*self._refused.values(), *differences(self._schema, state)]
        if state.tablets is None:
            found.append(
                f"The keyspace {self._names.tablets} does not exist: the search for similar events is unavailable. "
                "Run again with --create-keyspaces, or create it by hand."
            )
        found += [
            f"The database did not {step.summary} though it refused nothing: is the name taken? ({step.file})"
            for step in self._missing(state)
            if step.statement not in self._refused
        ]
        return found

    # ---- how ---------------------------------------------------------------------------------------------------
    def _run_missing(self, wanted: Callable[[State], list[Step]], lock: MigrationLock | None = None) -> None:
        self._run_steps(wanted(self._read()), wanted, lock)

    def _run_steps(
        self, first: list[Step], wanted: Callable[[State], list[Step]], lock: MigrationLock | None = None
    ) -> None:
        """Run steps in order; `wanted` works out again what is missing when one of them fails."""
        queue = deque(first)
        done = 0
        while queue:
            step = queue.popleft()
            if lock is not None:
                lock.check()
            self._progress(step.summary, done / (done + len(queue) + 1))
            try:
                self._server.execute(step.statement)
            except FAILURES as error:
                # An older release may extend the same schema at this moment, and a change that timed out may have been
                # made: what the database holds now decides whether this was a failure.
                missing = wanted(self._read())
                if step in missing:
                    self._refuse(step, error)
                queue = deque(other for other in missing if other.statement not in self._refused)
            else:
                self._applied.append(step.statement)
                log.info("%s: %s", step.file or "keyspaces", step.summary)
            done += 1

    def _refuse(self, step: Step, error: BaseException) -> None:
        """A warning for an optional step; raises MigrationError for any other."""
        place = f" of {step.file}" if step.file else ""
        statement = " ".join(step.statement.split())
        sentence = f"The database refused to {step.summary} (statement{place}: {statement}): {describe(error)}"
        if not step.optional:
            raise MigrationError(sentence, statement=step.statement, file=step.file) from error
        self._refused[step.statement] = sentence

    def _record(self, file: SchemaFile) -> None:
        statement = self._names.fill(
            f'INSERT INTO ${{keyspace}}."{RECORDS}" (number, name, checksum, applied_at)'
            " VALUES (%s, %s, %s, toTimestamp(now()))"
        )
        try:
            self._server.execute(statement, (file.number, file.name, file.checksum))
        except FAILURES as error:
            raise MigrationError(f"{file.name} was applied but cannot be recorded: {describe(error)}") from error

    def _wait(self, present: Fields) -> None:
        self._progress(f"waiting for the migration of {present['holder']}", None)


# ---- keyspaces -------------------------------------------------------------------------------------------------------
def _names(keyspace: str, tablets_keyspace: str) -> Keyspaces:
    try:
        return Keyspaces(keyspace, tablets_keyspace)
    except ValueError as error:
        raise MigrationError(f"The keyspaces are misconfigured: {error}.") from error


def _keyspace_steps(flavour: Flavour, names: Keyspaces, wanted: bool, replication_factor: int) -> dict[str, Step]:
    """How to create each keyspace, by name; nothing when they are not to be created."""
    if not wanted:
        return {}
    if replication_factor < 1:
        raise MigrationError(f"The replication factor must be 1 or more, not {replication_factor}.")
    options = f"replication = {{'class': 'NetworkTopologyStrategy', 'replication_factor': {replication_factor}}}"
    if flavour is Flavour.SCYLLA:
        options += " AND tablets = {'enabled': true}"
    return {
        name: Step(f"create keyspace {name}", f'CREATE KEYSPACE IF NOT EXISTS "{name}" WITH {options}')
        for name in (names.main, names.tablets)
    }


def _missing_keyspaces(state: State, names: Keyspaces, creation: dict[str, Step]) -> list[Step]:
    """The steps for keyspaces that do not exist. Raises MigrationError when the main one is not to be created."""
    if state.main is None and not creation:
        raise MigrationError(
            f"The keyspace {names.main} does not exist: run again with --create-keyspaces, or create it by hand."
        )
    missing = {names.main: state.main is None, names.tablets: state.tablets is None}
    return [step for name, step in creation.items() if missing[name]]


def _once_created(state: State, creation: dict[str, Step]) -> State:
    """The state after the missing keyspaces were created."""
    if not creation:
        return state
    return State(state.main or EMPTY.main, state.tablets or EMPTY.tablets, state.applied)
