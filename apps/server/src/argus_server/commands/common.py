"""What commands share: the console, blocking access to the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from argus_server.commands.configuration import settings_or_development
from argus_server.commands.failures import NO_DATABASE, NOT_MIGRATED, Failure

if TYPE_CHECKING:
    from cassandra.cluster import Session
    from rich.table import Table

    from argus_core.config import Settings
    from argus_core.core import Core
    from argus_core.database import Database

T = TypeVar("T")
PIPE_WIDTH = 1000
"""Columns when the output is no terminal: nothing is cut there."""


def show_table(table: Table) -> None:
    """Print a table; in full when the output is no terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


@contextmanager
def driver_session(settings: Settings) -> Iterator[Session]:
    """A session without a keyspace, for the schema commands."""
    from argus_core.database.connection import open_cluster

    cluster = open_cluster(settings)
    try:
        session = cluster.connect()
    except Exception as error:
        cluster.shutdown()
        nodes = ", ".join(settings.scylla_contact_points)
        raise Failure(f"No database answers on {nodes} port {settings.scylla_port}.", NO_DATABASE) from error
    try:
        yield session
    finally:
        cluster.shutdown()


def with_core(work: Callable[[Core], Awaitable[T]], settings: Settings | None = None) -> T:
    """Run an async function with a core outside a server; by default on what is configured."""
    from argus_core.core import Core
    from argus_core.database import Database, StatementRefused
    from argus_core.observability.metrics import RequestMetrics

    chosen = settings or settings_or_development()

    async def run() -> T:
        database = await Database.connect(chosen)
        try:
            return await work(Core(chosen, database, RequestMetrics()))
        except StatementRefused:
            await _refuse_without_schema(database)
            raise
        finally:
            await database.close()

    return asyncio.run(run())


async def _refuse_without_schema(database: Database) -> None:
    """Say so when a statement was refused because tables are missing."""
    from argus_server.readiness import missing_tables

    missing = await missing_tables(database)
    if missing:
        raise Failure(
            f"The keyspace {database.keyspace} lacks {len(missing)} tables: run `argus-server migrate`.", NOT_MIGRATED
        )
