"""`serve`: the server as it runs in production."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from argus_server.commands.listening import open_port, open_unix_socket
from argus_server.serving.options import GRACEFUL_SECONDS, START_SECONDS, ServeOptions


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 1,
    uds: Annotated[Path | None, typer.Option(help="Unix socket to listen on instead.")] = None,
    graceful_timeout: Annotated[
        float, typer.Option(min=1, help="Seconds that an ending worker has for requests in flight.")
    ] = GRACEFUL_SECONDS,
    start_timeout: Annotated[
        float, typer.Option(min=1, help="Seconds in which a later worker must be ready.")
    ] = START_SECONDS,
) -> None:
    """Serve Argus until SIGTERM, which finishes what was accepted. SIGHUP replaces the workers one by one."""
    from argus_core.config import load_settings
    from argus_core.observability.exposition import prepare_multiprocess_dir
    from argus_core.observability.logs import configure_logging
    from argus_server.serving.supervisor import Supervisor

    settings = load_settings()
    listener = open_unix_socket(uds) if uds else open_port(host, port)
    try:
        configure_logging(settings.app_log_level)
        prepare_multiprocess_dir()
        Supervisor(ServeOptions(workers, graceful_timeout, start_timeout), listener).run()
    finally:
        listener.close()
        if uds:
            uds.unlink(missing_ok=True)


def end_quietly_on_sigterm() -> None:
    """uvicorn raises the signal again when it has ended, for whoever handled it before: that would kill the process.

    Being told to stop is no failure, so nothing is left to do and the exit code is 0.
    """
    signal.signal(signal.SIGTERM, lambda signum, frame: None)
