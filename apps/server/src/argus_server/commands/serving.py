"""`serve`: the server as it runs in production."""

from __future__ import annotations

import os
from typing import Annotated

import typer
import uvicorn
from argus_core.config import load_settings
from argus_core.observability.logs import configure_logging
from argus_core.observability.metrics import mark_worker_dead, prepare_multiprocess_dir

GRACEFUL_SECONDS = 60


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 1,
    uds: Annotated[str | None, typer.Option(help="Unix socket to listen on instead.")] = None,
) -> None:
    """Serve Argus until SIGTERM, which finishes what was accepted."""
    settings = load_settings()  # a wrong configuration ends here, with its sentence
    configure_logging(settings.app_log_level)
    prepare_multiprocess_dir()
    uvicorn.run(
        "argus_server.asgi:create",
        factory=True,
        host=host,
        port=port,
        uds=uds,
        workers=workers,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        backlog=1024,
        timeout_keep_alive=75,
    )
    mark_worker_dead(os.getpid())
