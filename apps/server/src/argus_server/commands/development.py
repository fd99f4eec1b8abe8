"""`dev`, `devdb`: everything for trying and developing Argus on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from argus_server.commands.common import driver_session
from argus_server.commands.configuration import settings_or_development
from argus_server.commands.demo import seed_once
from argus_server.commands.listening import free_port
from argus_server.commands.progress import bar
from argus_server.commands.serving import end_quietly_on_sigterm

if TYPE_CHECKING:
    from argus_core.config import Settings

WORKSPACE = Path(__file__).parents[5]
HOST = "127.0.0.1"
GRACEFUL_SECONDS = 3
"""Soon, so that a page with a slow request does not hold up a reload."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(dev)
    app.command(
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )(devdb)


def dev(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    reload: Annotated[bool, typer.Option(help="Restart when a source file changes.")] = True,
) -> None:
    """Run Argus for development: database, schema, demo data, server, reload on change."""
    import uvicorn

    from argus_core.observability.logs import configure_logging

    port = free_port(HOST, port)  # first: the rest takes a while
    settings = settings_or_development(start=True)
    update_schema(settings)
    seeded = seed_once(settings)
    configure_logging(settings.app_log_level)
    threading.Thread(target=_announce, args=(f"http://{HOST}:{port}", seeded), daemon=True).start()
    end_quietly_on_sigterm()
    with watching_front_end() if reload else nullcontext():
        uvicorn.run(
            "argus_server.asgi:create",
            factory=True,
            host=HOST,
            port=port,
            reload=reload,
            reload_dirs=[str(folder) for folder in source_folders()] if reload else None,
            reload_includes=["*.py", "*.cql", "*.j2"] if reload else None,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            log_config=None,
            access_log=False,
        )


def devdb(context: typer.Context) -> None:
    """The development database, a Cassandra node that needs no container and no installation: `devdb --help`."""
    from argus_core.devdb.cli import app

    raise typer.Exit(app(context.args, prog_name="argus-server devdb", standalone_mode=False) or 0)


def update_schema(settings: Settings) -> None:
    """Create keyspaces and tables as far as they are missing."""
    from argus_core.database.migration import migrate

    with driver_session(settings) as session, bar("Schema") as progress:
        migrate(
            session,
            keyspace=settings.scylla_keyspace_name,
            tablets_keyspace=settings.scylla_tablets_keyspace_name,
            create_keyspaces=True,
            replication_factor=settings.scylla_replication_factor,
            progress=progress,
        )


def _announce(address: str, seeded: bool) -> None:
    """Wait until the server can serve, then say where it is and who can log in."""
    from argus_server.seed import DEMO_PASSWORD, DEMO_USER

    while not _ready(address):
        time.sleep(0.2)
    login = f", log in as {DEMO_USER} with the password {DEMO_PASSWORD}" if seeded else ""
    print(f"\nArgus is at {address}{login}.\n", flush=True)


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310  (our own server)
            return True
    except (OSError, urllib.error.URLError):
        return False


def source_folders() -> list[Path]:
    """Folders to watch: the sources of the workspace, when this is one."""
    return [*WORKSPACE.glob("packages/*/src"), *WORKSPACE.glob("apps/*/src")] or [Path(__file__).parents[1]]


@contextmanager
def watching_front_end() -> Iterator[None]:
    """In a checkout: build the front end whenever a source changes; open pages load anew then."""
    builder = WORKSPACE / "packages" / "argus-ui" / "build_frontend.py"
    if not builder.is_file():
        yield
        return
    os.environ["ARGUS_FRONTEND_RELOAD"] = "1"
    with subprocess.Popen([sys.executable, str(builder), "--watch"], start_new_session=True) as watcher:  # noqa: S603
        try:
            yield
        finally:
            os.killpg(watcher.pid, signal.SIGTERM)
