"""One migration at a time: a row with a TTL, taken by a conditional write and renewed while the work goes on."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Self

from argus_core.database.migration.errors import MigrationError
from argus_core.database.migration.model import Keyspaces
from argus_core.database.migration.server import FAILURES, Fields, Server, describe

log = logging.getLogger(__name__)

NAME = "migrate"
TABLE = '${keyspace}."schema_migration_lock"'
POLL_SECONDS = 0.5
ATTEMPTS = 5
"""How often taking the lock may fail in a row before that is an error."""


class MigrationLock:
    """Context manager: waits until no other migration runs, then holds the lock until the end of the block.

    ttl: seconds after which the lock of a dead holder is free, 2 or more. waiting: called with the row of the present
    holder each time it was found taken. `check` raises MigrationError when the lock was lost on the way.
    """

    def __init__(
        self, server: Server, keyspaces: Keyspaces, *, ttl: int, waiting: Callable[[Fields], None] | None = None
    ) -> None:
        self._server = server
        self._keyspaces = keyspaces
        self._ttl = ttl
        self._waiting = waiting
        self._holder = f"{socket.gethostname()} pid {os.getpid()} {uuid.uuid4().hex[:8]}"
        self._renewed = 0.0
        self._taken_away = False
        self._ended = threading.Event()
        self._renewal = threading.Thread(target=self._keep, name="schema-migration-lock", daemon=True)

    def __enter__(self) -> Self:
        while (holder := self._acquire()) is not None:
            if self._waiting is not None:
                self._waiting(holder)
            time.sleep(POLL_SECONDS)
        self._renewal.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._renewal.join()
        try:
            self._run(f"DELETE FROM {TABLE} WHERE name = %s IF holder = %s", NAME, self._holder)
        except FAILURES as failure:
            log.warning("The lock of the migration could not be released, it expires by itself: %s", describe(failure))

    def check(self) -> None:
        """Raises MigrationError when the lock may be another's by now."""
        # One second earlier than the row is due to expire: the server counts in whole seconds.
        if self._taken_away or time.monotonic() - self._renewed >= self._ttl - 1:
            raise MigrationError("The lock of the migration was lost to another migration: run it again.")

    def _acquire(self) -> Fields | None:
        """Try to take the lock; None when it is ours, else the row of the present holder."""
        failures = 0
        while True:
            started = time.monotonic()
            try:
                row = self._run(
                    f"INSERT INTO {TABLE} (name, holder, acquired_at) VALUES (%s, %s, toTimestamp(now()))"
                    " IF NOT EXISTS USING TTL %s",
                    NAME,
                    self._holder,
                    self._ttl,
                )
            except FAILURES as error:
                # A conditional write that timed out may have been stored: the next attempt finds out.
                failures += 1
                if failures == ATTEMPTS:
                    raise MigrationError(f"The lock of the migration cannot be taken: {describe(error)}") from error
                time.sleep(POLL_SECONDS)
                continue
            if row["[applied]"] or row["holder"] == self._holder:
                self._renewed = started
                return None
            return row

    def _keep(self) -> None:
        """Renew the lock three times per lifetime, in a thread: a single schema change may take longer than that."""
        while not self._ended.wait(self._ttl / 3):
            started = time.monotonic()
            try:
                row = self._run(
                    f"UPDATE {TABLE} USING TTL %s SET holder = %s, acquired_at = toTimestamp(now())"
                    " WHERE name = %s IF holder = %s",
                    self._ttl,
                    self._holder,
                    NAME,
                    self._holder,
                )
            except FAILURES as error:
                log.warning("The lock of the migration could not be renewed, trying again: %s", describe(error))
                continue
            if not row["[applied]"]:
                self._taken_away = True
                return
            self._renewed = started

    def _run(self, statement: str, *values: object) -> Fields:
        return self._server.execute(self._keyspaces.fill(statement), values)[0]
