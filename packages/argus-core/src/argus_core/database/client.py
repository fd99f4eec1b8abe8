"""`Database`: what repositories call."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cassandra.query import BatchStatement, BatchType, BoundStatement, PreparedStatement

from argus_core.config import Settings
from argus_core.database.bridge import Answer, Bridge
from argus_core.database.connection import Connection, open_connection
from argus_core.database.errors import DatabaseError, DatabaseTimeout, DatabaseUnavailable, ValueRefused, translate
from argus_core.database.reactor import reactor_of
from argus_core.database.rows import Row
from argus_core.database.statements import Consistency, Params, Statement

R = TypeVar("R", bound=Row)

MAX_IN_FLIGHT = 512
RETRY_DELAYS = (0.05, 0.25, 1.0)
"""Seconds before the repetitions of an idempotent statement whose connection failed or that timed out."""


@dataclass(frozen=True, slots=True)
class Applied:
    """Outcome of a conditional statement: whether it applied, and if not the columns that stood against it."""

    applied: bool
    current: Mapping[str, Any]

    def __bool__(self) -> bool:
        return self.applied


class Database:
    """A session with the cluster, for one event loop. Made by `Database.connect`."""

    def __init__(self, connection: Connection, *, tablets_keyspace: str, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._connection = connection
        self._session = connection.session
        self._bridge = Bridge(asyncio.get_running_loop(), max_in_flight=max_in_flight)
        self._prepared: dict[str, asyncio.Future[PreparedStatement]] = {}
        self.keyspace = connection.keyspace
        self.tablets_keyspace = tablets_keyspace

    @classmethod
    async def connect(cls, settings: Settings, *, max_in_flight: int = MAX_IN_FLIGHT) -> Database:
        """Connect to the configured nodes and keyspace.

        Raises DatabaseUnavailable with a sentence that says where it tried.
        """
        reactor = reactor_of(asyncio.get_running_loop())
        connection = await asyncio.to_thread(open_connection, settings, reactor)
        return cls(connection, tablets_keyspace=settings.scylla_tablets_keyspace_name, max_in_flight=max_in_flight)

    async def close(self) -> None:
        """Close all connections; requests in flight fail."""
        await asyncio.to_thread(self._connection.close)

    @property
    def bridge(self) -> Bridge:
        """The bridge, for figures about what is in flight."""
        return self._bridge

    # ---- reads ---------------------------------------------------------------------------------------------------
    async def fetch(self, statement: Statement, params: Params = (), *, into: type[R]) -> list[R]:
        """All rows of all pages as instances of a row class."""
        answer = await self._run(statement, params)
        return into.from_answer(answer.names, answer.rows)

    async def fetch_one(self, statement: Statement, params: Params = (), *, into: type[R]) -> R | None:
        """The first row, or None."""
        answer = await self._run(statement, params)
        return into.from_answer(answer.names, answer.rows[:1])[0] if answer.rows else None

    async def tuples(self, statement: Statement, params: Params = ()) -> list[tuple[Any, ...]]:
        """All rows as plain tuples in the order of the selected columns: the cheapest read."""
        return (await self._run(statement, params)).rows

    async def value(self, statement: Statement, params: Params = ()) -> Any:
        """The first column of the first row; None without a row."""
        rows = (await self._run(statement, params)).rows
        return rows[0][0] if rows else None

    # ---- writes --------------------------------------------------------------------------------------------------
    async def execute(self, statement: Statement, params: Params = ()) -> None:
        """Run a statement whose answer means nothing."""
        await self._run(statement, params)

    async def execute_if(self, statement: Statement, params: Params = ()) -> Applied:
        """Run a conditional statement (`IF ...`)."""
        answer = await self._run(statement, params)
        row = dict(zip(answer.names, answer.rows[0], strict=True))
        return Applied(bool(row.pop("[applied]")), row)

    async def write_batch(self, writes: Iterable[tuple[Statement, Params]]) -> None:
        """One unlogged batch. All writes must go to one partition: only then is it a single mutation."""
        items = [(await self._prepare(statement), statement, params) for statement, params in writes]
        if len(items) < 2:
            for _, statement, params in items:
                await self._run(statement, params)
            return
        idempotent = all(statement.idempotent for _, statement, _ in items)
        await self._repeat(items[0][1], idempotent, lambda: self._batch(items))

    async def gather_writes(self, writes: Iterable[tuple[Statement, Params]]) -> None:
        """Independent writes at once, within the bound. The first failure is raised after all ended."""
        outcomes = await asyncio.gather(*(self.execute(s, p) for s, p in writes), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    # ---- state ---------------------------------------------------------------------------------------------------
    async def check(self) -> None:
        """Ask the database something trivial; raises DatabaseError when it does not answer."""
        await self._run(
            Statement("SELECT release_version FROM system.local", consistency=Consistency.ONE, timeout=3), ()
        )

    async def prepare(self, *statements: Statement) -> None:
        """Prepare statements ahead of their first use."""
        await asyncio.gather(*(self._prepare(statement) for statement in statements))

    # ---- how -----------------------------------------------------------------------------------------------------
    async def _prepare(self, statement: Statement) -> PreparedStatement:
        """The prepared form; the first caller prepares in a thread, others wait for it."""
        text = statement.text
        known = self._prepared.get(text)
        if known is None:
            known = self._prepared[text] = asyncio.ensure_future(
                asyncio.to_thread(self._session.prepare, text.replace("${tablets}", self.tablets_keyspace))
            )
        try:
            return known.result() if known.done() else await asyncio.shield(known)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if self._prepared.get(text) is known:  # a later caller tries again
                del self._prepared[text]
            raise translate(error, statement) from error

    async def _run(self, statement: Statement, params: Params) -> Answer:
        prepared = await self._prepare(statement)
        return await self._repeat(statement, statement.idempotent, lambda: bind(prepared, statement, params))

    async def _repeat(self, statement: Statement, idempotent: bool, make: Any) -> Answer:
        delays = iter(RETRY_DELAYS if idempotent else ())
        while True:
            try:
                return await self._send(make(), statement)
            except (DatabaseUnavailable, DatabaseTimeout):
                delay = next(delays, None)
                if delay is None:
                    raise
                await asyncio.sleep(delay)

    async def _send(self, bound: BoundStatement | BatchStatement, statement: Statement) -> Answer:
        await self._bridge.acquire()
        try:
            pending = self._connection.start(bound, statement.timeout)
        except BaseException as error:
            self._bridge.release()
            raise translate(error, statement) from error
        try:
            return await self._bridge.send(pending)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise translate(error, statement) from error

    @staticmethod
    def _batch(items: Sequence[tuple[PreparedStatement, Statement, Params]]) -> BatchStatement:
        batch = BatchStatement(batch_type=BatchType.UNLOGGED, consistency_level=int(items[0][1].consistency))
        for prepared, statement, params in items:
            batch.add(bind(prepared, statement, params))
        return batch


def bind(prepared: PreparedStatement, statement: Statement, params: Params) -> BoundStatement:
    """Values bound to a prepared statement; ValueRefused when a column cannot hold its value."""
    try:
        bound = prepared.bind(params)
    except (TypeError, ValueError, struct.error, KeyError, OverflowError) as error:
        raise ValueRefused(f"A value cannot be stored: {error}") from error
    bound.consistency_level = int(statement.consistency)
    bound.is_idempotent = statement.idempotent
    if not statement.paged:
        bound.fetch_size = None
    return bound


__all__ = ["Applied", "Database", "DatabaseError", "bind"]
