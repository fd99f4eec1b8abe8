"""What commands share: the console, failures, blocking access to the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from argus_core.config import Settings, load_settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.database.connection import open_cluster
from argus_core.observability.metrics import RequestMetrics
from rich.console import Console

if TYPE_CHECKING:
    from cassandra.cluster import Session

T = TypeVar("T")
out = Console()
err = Console(stderr=True)


class Failure(Exception):
    """A command cannot go on: one sentence and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def complain(message: str) -> None:
    """Print a failure."""
    err.print(message, style="red", markup=False, highlight=False)


@contextmanager
def driver_session(settings: Settings) -> Iterator[Session]:
    """A session without a keyspace, for the schema commands."""
    cluster = open_cluster(settings)
    try:
        session = cluster.connect()
    except Exception as error:
        cluster.shutdown()
        nodes = ", ".join(settings.scylla_contact_points)
        raise Failure(f"No database answers on {nodes} port {settings.scylla_port}.", 3) from error
    try:
        yield session
    finally:
        cluster.shutdown()


def with_core(work: Callable[[Core], Awaitable[T]], settings: Settings | None = None) -> T:
    """Run an async function with a core outside a server."""

    async def run() -> T:
        chosen = settings or load_settings()
        database = await Database.connect(chosen)
        try:
            return await work(Core(chosen, database, RequestMetrics()))
        finally:
            await database.close()

    return asyncio.run(run())
