"""`serve`: the server as it runs in production."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from argus_server.commands.common import with_core
from argus_server.commands.listening import free_port, free_socket

if TYPE_CHECKING:
    from argus_core.core import Core

GRACEFUL_SECONDS = 60
BACKLOG = 1024
KEEP_ALIVE_SECONDS = 75
"""Longer than proxies keep their connections (60 s): it is they who close."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 1,
    uds: Annotated[Path | None, typer.Option(help="Unix socket to listen on instead.")] = None,
) -> None:
    """Serve Argus until SIGTERM, which finishes what was accepted."""
    import uvicorn

    from argus_core.application import compose
    from argus_core.config import load_settings
    from argus_core.observability.exposition import mark_worker_dead, prepare_multiprocess_dir
    from argus_core.observability.logs import configure_logging

    # Whatever an operator can put right ends here, with its sentence, and not in the log of a worker.
    settings = load_settings()
    if uds is None:
        port = free_port(host, port)
    else:
        free_socket(uds)
    if workers > 1:  # their tracebacks would repeat for ever
        compose(settings)
    with_core(_database_answers, settings)
    configure_logging(settings.app_log_level)
    prepare_multiprocess_dir()
    end_quietly_on_sigterm()
    uvicorn.run(
        "argus_server.asgi:create",
        factory=True,
        host=host,
        port=port,
        uds=str(uds) if uds else None,
        workers=workers,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    mark_worker_dead(os.getpid())


async def _database_answers(core: Core) -> None:
    await core.database.check()


def end_quietly_on_sigterm() -> None:
    """uvicorn raises the signal again when it has ended, for whoever handled it before: that would kill the process.

    Being told to stop is no failure, so nothing is left to do and the exit code is 0.
    """
    signal.signal(signal.SIGTERM, lambda signum, frame: None)
