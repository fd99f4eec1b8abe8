"""The data layer against a real database: what must hold of every request."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass

import pytest

from argus_core.config import Settings
from argus_core.database import Database, DatabaseTimeout, Statement, StatementRefused, ValueRefused
from argus_core.database.rows import Int, Row, Text

ROWS = 12_000


@dataclass(slots=True, kw_only=True)
class Probe(Row, table="bridge_probe", projection=True):
    """The rows of the probe table; it is not part of the schema."""

    number: Int
    word: Text


SELECT_ALL = Statement("SELECT number, word FROM bridge_probe WHERE part = ?")
SELECT_ONE = Statement("SELECT number, word FROM bridge_probe WHERE part = ? AND number = ?")


async def test_all_pages_come_back_complete_and_in_order(database: Database, many_rows: str) -> None:
    found = await database.fetch(SELECT_ALL, (1,), into=Probe)
    assert [row.number for row in found] == list(range(ROWS))
    assert found[-1].word == f"word {ROWS - 1}"


async def test_a_cancelled_request_disturbs_nothing(database: Database, many_rows: str) -> None:
    failures: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: failures.append(context))
    try:
        tasks = [asyncio.ensure_future(database.fetch(SELECT_ALL, (1,), into=Probe)) for _ in range(20)]
        await asyncio.sleep(0.005)
        for task in tasks[::2]:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(outcome, asyncio.CancelledError) for outcome in done[::2])
        assert all(isinstance(outcome, list) and len(outcome) == ROWS for outcome in done[1::2])
        await asyncio.sleep(0.2)  # late answers arrive
        assert database.bridge.in_flight == 0
        assert failures == []
    finally:
        loop.set_exception_handler(None)


async def test_a_timeout_is_a_typed_error_and_frees_its_slot(database: Database, many_rows: str) -> None:
    impatient = Statement(SELECT_ALL.text + " LIMIT 11999", idempotent=False, timeout=0.001)

    async def read_until_timeout() -> None:
        """On a busy machine the answer may be there when the timer is looked at: then once more."""
        for _ in range(50):
            await database.fetch(impatient, (1,), into=Probe)

    with pytest.raises(DatabaseTimeout, match="in time"):
        await read_until_timeout()
    assert database.bridge.in_flight == 0


async def test_a_thousand_reads_stay_within_the_bound(settings: Settings, many_rows: str) -> None:
    small = await Database.connect(settings, max_in_flight=50)
    try:
        reads = [small.fetch_one(SELECT_ONE, (1, n), into=Probe) for n in range(1000)]
        found = await asyncio.gather(*reads)
        assert [row.number for row in found if row] == list(range(1000))
        assert 40 <= small.bridge.most_in_flight <= 50
    finally:
        await small.close()


async def test_dropped_connections_recover(settings: Settings, many_rows: str) -> None:
    fresh = await Database.connect(settings)
    try:
        assert await fresh.fetch_one(SELECT_ONE, (1, 7), into=Probe)
        pools = list(fresh._session.get_pools())
        for pool in pools:
            for connection in list(pool._connections.values()):
                connection._socket.shutdown(socket.SHUT_RDWR)
        found = await asyncio.gather(*(fresh.fetch_one(SELECT_ONE, (1, n), into=Probe) for n in range(50)))
        assert [row.number for row in found if row] == list(range(50))
    finally:
        await fresh.close()


async def test_preparing_does_not_stall_the_loop(settings: Settings, many_rows: str) -> None:
    fresh = await Database.connect(settings)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)

    watcher = asyncio.ensure_future(watch())
    try:
        limits = [Statement(f"{SELECT_ALL.text} LIMIT {n}") for n in range(1, 41)]
        await fresh.prepare(*limits)
        assert longest < 0.05
    finally:
        watcher.cancel()
        await fresh.close()


async def test_one_statement_is_prepared_once(settings: Settings, many_rows: str) -> None:
    fresh = await Database.connect(settings)
    prepared = 0
    prepare = fresh._session.prepare

    def counting(text: str) -> object:
        nonlocal prepared
        prepared += 1
        return prepare(text)

    fresh._session.prepare = counting  # type: ignore[method-assign,assignment]  # counts, then does the real work
    try:
        await asyncio.gather(*(fresh.fetch_one(SELECT_ONE, (1, n), into=Probe) for n in range(100)))
        assert prepared == 1
    finally:
        await fresh.close()


async def test_only_idempotent_statements_are_repeated(settings: Settings, many_rows: str) -> None:
    fresh = await Database.connect(settings)
    started = 0
    start = fresh._connection.start

    def counting(bound: object, timeout: float | None) -> object:
        nonlocal started
        started += 1
        return start(bound, timeout)  # type: ignore[arg-type]

    fresh._connection.start = counting  # type: ignore[method-assign,assignment]  # counts, then does the real work
    try:
        text = f"SELECT COUNT(*) FROM {many_rows} WHERE part = ?"

        async def starts_until_timeout(statement: Statement) -> int:
            """On a busy machine the answer may be there when the timer is looked at: then once more."""
            nonlocal started
            for _ in range(50):
                started = 0
                try:
                    await fresh.tuples(statement, (1,))
                except DatabaseTimeout:
                    return started
            raise AssertionError("never timed out")

        assert await starts_until_timeout(Statement(text, idempotent=False, timeout=0.001)) == 1
        assert await starts_until_timeout(Statement(text, timeout=0.001)) == 4
    finally:
        await fresh.close()


async def test_a_value_that_a_column_cannot_hold_is_named(database: Database, many_rows: str) -> None:
    put = Statement("INSERT INTO bridge_probe (part, number, word) VALUES (?, ?, ?)")
    with pytest.raises(ValueRefused, match="cannot be stored"):
        await database.execute(put, (1, "seven", "word"))
    with pytest.raises(ValueRefused):
        await database.execute(put, (1, 2**40, "word"))


async def test_a_faulty_statement_is_a_typed_error_each_time(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(StatementRefused):
            await database.fetch(Statement("SELECT nothing FROM nowhere"), into=Probe)


async def test_conditional_writes_tell_what_stood_against_them(database: Database, many_rows: str) -> None:
    put = Statement("INSERT INTO bridge_probe (part, number, word) VALUES (?, ?, ?) IF NOT EXISTS", idempotent=False)
    await database.execute(Statement("DELETE FROM bridge_probe WHERE part = 2"))
    assert await database.execute_if(put, (2, 1, "first"))
    second = await database.execute_if(put, (2, 1, "second"))
    assert not second
    assert second.current["word"] == "first"


async def test_columns_left_out_stay_as_they_are(database: Database, many_rows: str) -> None:
    put = Statement("INSERT INTO bridge_probe (part, number, word) VALUES (:part, :number, :word)")
    await database.execute(put, {"part": 3, "number": 1, "word": "kept"})
    await database.execute(put, {"part": 3, "number": 1})
    assert await database.value(Statement("SELECT word FROM bridge_probe WHERE part = 3")) == "kept"
