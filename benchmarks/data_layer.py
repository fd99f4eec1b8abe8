"""Three data layers on the same queries: CQLEngine in a thread pool, coodie's asyncio interface, and ours.

One process, one node, 32 callers at a time. Each layer reads one row by primary key (40 columns), changes one column of
it, and reads a partition of 12,000 rows (40 columns), which is three pages.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import make_dataclass
from typing import Annotated, Any

from argus_core.config import load_settings
from argus_core.database import Database, Statement
from argus_core.database.rows import Int, Row, Text
from argus_core.testing.database import Node, connect, find_node

KEYSPACE = "argus_bench"
TABLE = "wide"
WORDS = [f"word_{n:02}" for n in range(37)]
ROWS = 12_000
CALLERS = 32
SECONDS = 4.0
SINGLE = 1000  # rows of partition 2, for single reads and changes

Operation = Callable[[int], Awaitable[Any]]


def prepare(node: Node) -> None:
    """A table of 40 columns with a partition of 12,000 rows and one of 1,000."""
    cluster, session = connect(node)
    session.execute(
        f"CREATE KEYSPACE IF NOT EXISTS {KEYSPACE} "
        "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
    )
    session.set_keyspace(KEYSPACE)
    columns = ", ".join(f"{word} text" for word in WORDS)
    session.execute(
        f"CREATE TABLE IF NOT EXISTS {TABLE} (part int, number int, counted int, {columns}, PRIMARY KEY (part, number))"
    )
    names = ", ".join(["part", "number", "counted", *WORDS])
    put = session.prepare(f"INSERT INTO {TABLE} ({names}) VALUES ({', '.join('?' * 40)})")
    for part, count in ((1, ROWS), (2, SINGLE)):
        rows = [(part, n, n, *(f"value {n} of {word}" for word in WORDS)) for n in range(count)]
        for start in range(0, count, 200):
            for pending in [session.execute_async(put, row) for row in rows[start : start + 200]]:
                pending.result()
    cluster.shutdown()


async def rate(operation: Operation) -> float:
    """Calls a second with 32 callers."""
    done = 0
    until = time.perf_counter() + SECONDS

    async def call(start: int) -> None:
        nonlocal done
        number = start
        while time.perf_counter() < until:
            await operation(number % SINGLE)
            number += CALLERS
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(call(n) for n in range(CALLERS)))
    return done / (time.perf_counter() - started)


async def stall(work: Awaitable[Any]) -> tuple[Any, float, float]:
    """(result, seconds, longest time that the event loop was kept busy) of some work."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    watcher = asyncio.ensure_future(watch())
    await asyncio.sleep(0.01)
    started = time.perf_counter()
    result = await work
    seconds = time.perf_counter() - started
    watcher.cancel()
    return result, seconds, longest


async def measure(name: str, read: Operation, change: Operation, scan: Callable[[], Awaitable[int]]) -> None:
    """One line of the table."""
    await asyncio.gather(*(read(n) for n in range(CALLERS)))
    await asyncio.gather(*(change(n) for n in range(CALLERS)))
    reads, changes = await rate(read), await rate(change)
    rows, seconds, longest = await stall(scan())
    complete = "all" if rows == ROWS else "INCOMPLETE"
    print(
        f"| {name} | {reads:,.0f} | {changes:,.0f} | {seconds:.2f} s | {rows:,} ({complete}) "
        f"| {longest * 1000:.0f} ms |",
        flush=True,
    )


async def ours(node: Node) -> None:
    """argus_core.database."""
    os.environ |= {
        "ARGUS_SCYLLA_CONTACT_POINTS": node.host,
        "ARGUS_SCYLLA_PORT": str(node.port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": KEYSPACE,
        "ARGUS_SECRET_KEY": "benchmark",
    }
    database = await Database.connect(load_settings())
    fields: list[Any] = [("part", Int), ("number", Int), ("counted", Int), *((word, Text) for word in WORDS)]
    wide: type[Row] = make_dataclass("Wide", fields, bases=(Row,), slots=True, kw_only=True)
    names = ", ".join(name for name, _ in fields)
    one = Statement(f"SELECT {names} FROM {TABLE} WHERE part = ? AND number = ?")
    every = Statement(f"SELECT {names} FROM {TABLE} WHERE part = ?")
    put = Statement(f"UPDATE {TABLE} SET counted = ? WHERE part = ? AND number = ?")

    async def scan() -> int:
        return len(await database.fetch(every, (1,), into=wide))

    await measure(
        "ours",
        lambda n: database.fetch_one(one, (2, n), into=wide),
        lambda n: database.execute(put, (n, 2, n)),
        scan,
    )
    await database.close()


async def cqlengine(node: Node) -> None:
    """CQLEngine in a pool of 100 threads, as the migration plan proposes."""
    from cassandra.cqlengine import columns, connection
    from cassandra.cqlengine.models import Model

    body: dict[str, Any] = {"__table_name__": TABLE, "__keyspace__": KEYSPACE, "__options__": {}}
    body |= {"part": columns.Integer(partition_key=True), "number": columns.Integer(primary_key=True)}
    body |= {"counted": columns.Integer()} | {word: columns.Text() for word in WORDS}
    model: Any = type("Wide", (Model,), body)
    connection.setup([node.host], KEYSPACE, port=node.port, protocol_version=4)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(100) as pool:

        def change(n: int) -> None:
            model.objects(part=2, number=n).update(counted=n)

        await measure(
            "CQLEngine in threads",
            lambda n: loop.run_in_executor(pool, lambda: model.objects(part=2, number=n).get()),
            lambda n: loop.run_in_executor(pool, change, n),
            lambda: loop.run_in_executor(pool, lambda: len(list(model.objects(part=1).limit(None)))),
        )
    connection.unregister_connection("default")


async def coodie(node: Node) -> None:
    """coodie's asyncio interface."""
    from coodie.aio import Document, init_coodie
    from coodie.fields import ClusteringKey, PrimaryKey

    settings = type("Settings", (), {"name": TABLE, "keyspace": KEYSPACE, "__qualname__": "Wide.Settings"})
    annotations: dict[str, Any] = {"part": Annotated[int, PrimaryKey()], "number": Annotated[int, ClusteringKey()]}
    annotations |= {"counted": int | None} | dict.fromkeys(WORDS, str | None)
    defaults = dict.fromkeys(["counted", *WORDS])
    namespace = {"__annotations__": annotations, "__module__": __name__, "__qualname__": "Wide", "Settings": settings}
    wide: Any = type("Wide", (Document,), namespace | defaults)
    cluster, session = connect(node)
    session.set_keyspace(KEYSPACE)
    await init_coodie(session=session, keyspace=KEYSPACE)

    async def change(n: int) -> None:
        await wide.find(part=2, number=n).update(counted=n)

    async def scan() -> int:
        return len(await wide.find(part=1).all())

    await measure("coodie, asyncio", lambda n: wide.get(part=2, number=n), change, scan)
    cluster.shutdown()


def main() -> None:
    """Measure all three and print the table."""
    node = find_node()
    prepare(node)
    print("\n## Data layers: 40 columns, 32 callers, one process\n")
    print("| layer | rows by key /s | column changes /s | 12,000 rows | rows that came | longest stall of the loop |")
    print("|---|---|---|---|---|---|")
    for layer in (cqlengine, coodie, ours):
        asyncio.run(layer(node))
