"""The driver's connections on the event loop: writing, losing them, timers, and answers without a description."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import uuid4

import pytest
import pytest_asyncio
from cassandra.connection import ConnectionShutdown

from argus_core.config import Settings
from argus_core.database import Database, Statement
from argus_core.database.reactor import LoopConnection, reactor_of

LONGEST_STALL = 0.3
"""Seconds; the driver would wait two for a connection that is gone."""


@pytest_asyncio.fixture
async def own(settings: Settings) -> AsyncIterator[Database]:
    """A database with connections that nobody else uses."""
    database = await Database.connect(settings)
    yield database
    await database.close()


def connections(database: Database) -> list[LoopConnection]:
    """Of all nodes."""
    return [connection for pool in database._session.get_pools() for connection in pool._connections.values()]


async def test_answers_arrive_in_the_thread_of_the_loop(own: Database) -> None:
    arrived: list[int] = []
    [connection] = connections(own)
    process = connection.process_io_buffer

    def noting() -> None:
        arrived.append(threading.get_ident())
        process()

    connection.process_io_buffer = noting  # type: ignore[method-assign]  # notes, then does the real work
    await own.check()
    assert set(arrived) == {threading.get_ident()}


async def test_a_large_value_goes_out_and_comes_back(own: Database, many_rows: str) -> None:
    text = "x" * 3_000_000
    await own.execute(Statement(f"INSERT INTO {many_rows} (part, number, word) VALUES (?, ?, ?)"), (7, 1, text))
    assert await own.value(Statement(f"SELECT word FROM {many_rows} WHERE part = ? AND number = ?"), (7, 1)) == text


async def test_an_idle_connection_that_is_lost_is_replaced_without_a_stall(own: Database) -> None:
    before = connections(own)
    for connection in before:
        connection._socket.shutdown(socket.SHUT_RDWR)
    began, stall = time.perf_counter(), 0.0
    while not (now := connections(own)) or now[0] in before:
        assert time.perf_counter() - began < 5
        tick = time.perf_counter()
        await asyncio.sleep(0.001)
        stall = max(stall, time.perf_counter() - tick)
    await own.check()
    assert stall < LONGEST_STALL


async def test_requests_in_flight_on_a_lost_connection_are_sent_again(own: Database, many_rows: str) -> None:
    read = Statement(f"SELECT word FROM {many_rows} WHERE part = ? AND number = ?")
    await own.prepare(read)
    reads = [asyncio.ensure_future(own.value(read, (1, n))) for n in range(200)]
    await asyncio.sleep(0)
    for connection in connections(own):
        connection._socket.shutdown(socket.SHUT_RDWR)
    assert await asyncio.gather(*reads) == [f"word {n}" for n in range(200)]
    assert own.bridge.in_flight == 0


async def test_timers_may_be_started_and_cancelled_in_any_thread() -> None:
    reactor = reactor_of(asyncio.get_running_loop())
    rung: list[str] = []
    reactor.create_timer(0.01, lambda: rung.append("own"))
    reactor.create_timer(0.01, lambda: rung.append("cancelled")).cancel()

    def elsewhere() -> None:
        reactor.create_timer(0.01, lambda: rung.append("other"))
        reactor.create_timer(0.01, lambda: rung.append("cancelled")).cancel()

    await asyncio.to_thread(elsewhere)
    await asyncio.sleep(0.1)
    assert sorted(rung) == ["other", "own"]


def test_a_loop_that_has_ended_is_a_closed_connection() -> None:
    async def here() -> type[LoopConnection]:
        return reactor_of(asyncio.get_running_loop())

    reactor = asyncio.run(here())
    failures = []

    def elsewhere() -> None:
        try:
            reactor.create_timer(1, lambda: None)
        except ConnectionShutdown as error:
            failures.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert failures == ["The event loop has ended"]


class TestAnswersWithoutDescription:
    """Answers to prepared SELECTs hold rows only; what the columns are is known from preparing."""

    TYPE, TABLE = "reactor_probe_pair", "reactor_probe"

    @pytest_asyncio.fixture
    async def growing(self, own: Database) -> AsyncIterator[Annotated[str, "table"]]:
        """A table with a user-defined type that can be changed."""
        await own.execute(Statement(f"CREATE TYPE IF NOT EXISTS {self.TYPE} (a int, b text)", idempotent=False))
        columns = f"id uuid PRIMARY KEY, one {self.TYPE}, word text"
        create = f"CREATE TABLE IF NOT EXISTS {self.TABLE} ({columns})"
        await own.execute(Statement(create, idempotent=False, timeout=30))
        yield self.TABLE
        await own.execute(Statement(f"DROP TABLE {self.TABLE}", idempotent=False, timeout=30))
        await own.execute(Statement(f"DROP TYPE {self.TYPE}", idempotent=False, timeout=30))

    async def test_types_may_grow_while_statements_are_prepared(
        self, own: Database, settings: Settings, growing: str
    ) -> None:
        key = uuid4()
        put = Statement(f"INSERT INTO {growing} (id, one, word) VALUES (?, {{a: 1, b: 'two'}}, ?)")
        read = Statement(f"SELECT one, word FROM {growing} WHERE id = ?")
        await own.execute(put, (key, "kept"))
        assert tuple((await own.tuples(read, (key,)))[0][0]) == (1, "two")
        other = await Database.connect(settings)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(other.close)
            await other.execute(Statement(f"ALTER TYPE {self.TYPE} ADD c int", idempotent=False, timeout=30))
            # Another process prepares the statement again: the database then takes our executions as they were.
            assert (await other.tuples(read, (key,)))[0][1] == "kept"
            grown = Statement(f"UPDATE {growing} SET one = {{a: 3, b: 'four', c: 5}} WHERE id = ?")
            await other.execute(grown, (key,))
            assert tuple((await other.tuples(read, (key,)))[0][0]) == (3, "four", 5)
        pair, word = (await own.tuples(read, (key,)))[0]
        assert (tuple(pair)[:2], word) == ((3, "four"), "kept")

    async def test_a_dropped_column_is_an_error_and_not_another_value(self, own: Database, growing: str) -> None:
        key = uuid4()
        await own.execute(Statement(f"INSERT INTO {growing} (id, word) VALUES (?, ?)"), (key, "kept"))
        read = Statement(f"SELECT word, one FROM {growing} WHERE id = ?", idempotent=False)
        assert (await own.tuples(read, (key,)))[0][0] == "kept"
        await own.execute(Statement(f"ALTER TABLE {growing} DROP word", idempotent=False, timeout=30))
        with pytest.raises(Exception, match=r"(?i)word"):
            await own.tuples(read, (key,))
