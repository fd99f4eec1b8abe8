"""The yardstick of the database's side: a bare loop over the driver, in a process without anything else.

32 requests are in flight. Each answer's callback sends the next request from the driver's own thread, which is faster
than waiting for futures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from cassandra.cluster import EXEC_PROFILE_DEFAULT, Session
from cassandra.query import PreparedStatement, tuple_factory

from argus_core.testing.database import Node, connect
from benchmarks.load import CONNECTIONS, Figures, figures

Values = Sequence[Any]
Query = tuple[str, Sequence[Values]]
"""A statement with `?` markers, and the values of its executions, which are repeated."""


@cache
def _session(node: Node, keyspace: str) -> Session:
    session = connect(node)[1]
    session.set_keyspace(keyspace)
    profile = session.get_execution_profile(EXEC_PROFILE_DEFAULT)
    profile.row_factory = tuple_factory
    return session


class _Loop:
    """Chains of requests: in each chain one is in flight."""

    def __init__(self, session: Session, queries: Sequence[tuple[PreparedStatement, Sequence[Values]]]) -> None:
        self.times: list[float] = []
        self.failure: Exception | None = None
        self._session = session
        self._queries = queries
        self._chains = 0
        self._ended = threading.Event()

    def run(self, seconds: float) -> Figures:
        """So long."""
        started, cpu = time.perf_counter(), time.process_time()
        self._until = started + seconds
        self._chains = CONNECTIONS
        for chain in range(CONNECTIONS):
            self._start(chain)
        self._ended.wait()
        if self.failure is not None:
            raise self.failure
        return figures(self.times, time.perf_counter() - started, time.process_time() - cpu)

    def _start(self, number: int) -> None:
        began = time.perf_counter()
        if began >= self._until or self.failure is not None:
            self._chains -= 1
            if not self._chains:
                self._ended.set()
            return
        self._send(number, began, 0)

    def _send(self, number: int, began: float, query: int) -> None:
        """One query after the other, as many as belong together; then the chain's next ones."""

        def answered(rows: Any) -> None:
            if query + 1 < len(self._queries):
                self._send(number, began, query + 1)
                return
            self.times.append(time.perf_counter() - began)
            self._start(number + CONNECTIONS)

        statement, values = self._queries[query]
        self._session.execute_async(statement, values[number % len(values)]).add_callbacks(answered, self._fail)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self._ended.set()


def loop(node: Node, keyspace: str, queries: Sequence[Query], seconds: float) -> Figures:
    """How often a second all the queries are executed."""
    session = _session(node, keyspace)
    prepare: Callable[[str], PreparedStatement] = cache(session.prepare)
    return _Loop(session, [(prepare(text), values) for text, values in queries]).run(seconds)
