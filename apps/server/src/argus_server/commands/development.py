"""`dev`, `seed`, `devdb`: everything for trying and developing Argus on one machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from argus_core.config import ConfigurationError, Settings, load_settings
from argus_core.core import Core
from argus_core.database.migration import migrate
from argus_core.devdb import DevDatabase, DevDatabaseError
from argus_core.devdb.cli import app as devdb_app

from argus_server.commands.common import Failure, driver_session, out, with_core
from argus_server.commands.progress import bar
from argus_server.seed import DEMO_PASSWORD, DEMO_USER, is_seeded, seed_demo

DEV_KEYSPACE = "argus"
DEV_SECRET = "development only"  # noqa: S105  (guards demo data on 127.0.0.1)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(dev)
    app.command()(seed)
    app.add_typer(devdb_app, name="devdb")


def dev(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    reload: Annotated[bool, typer.Option(help="Restart when a source file changes.")] = True,
) -> None:
    """Run Argus for development: database, schema, demo data, server, reload on change."""
    settings = development_settings()
    with driver_session(settings) as session, bar("Schema") as progress:
        migrate(
            session,
            keyspace=settings.scylla_keyspace_name,
            tablets_keyspace=settings.scylla_tablets_keyspace_name,
            create_keyspaces=True,
            replication_factor=settings.scylla_replication_factor,
            progress=progress,
        )
    seed_once(settings)
    out.print(
        f"\n[bold green]Argus[/] is at [link]http://127.0.0.1:{port}[/link], log in as [bold]{DEMO_USER}[/] / [bold]{DEMO_PASSWORD}[/]\n"
    )
    uvicorn.run(
        "argus_server.asgi:create",
        factory=True,
        host="127.0.0.1",
        port=port,
        reload=reload,
        reload_dirs=[str(folder) for folder in source_folders()] if reload else None,
        log_config=None,
        access_log=False,
    )


def seed(
    seed: Annotated[int, typer.Option(help="The same number gives the same data.")] = 1,
) -> None:
    """Fill the configured database with demo data."""

    async def work(core: Core) -> int:
        with bar("Demo data") as progress:
            return await seed_demo(core, seed=seed, progress=progress)

    count = with_core(work, development_settings())
    out.print(f"{count} rows written.")


def seed_once(settings: Settings) -> None:
    """Demo data on first use."""

    async def work(core: Core) -> None:
        if not await is_seeded(core):
            with bar("Demo data") as progress:
                await seed_demo(core, seed=1, progress=progress)

    with_core(work, settings)


def development_settings() -> Settings:
    """The configuration, or when no database is configured the development database, started now.

    What is chosen here is handed to the server's processes through environment variables.
    """
    try:
        return load_settings()
    except ConfigurationError as error:
        if (
            os.environ.get("ARGUS_CONFIG")
            or ("SCYLLA_CONTACT_POINTS" not in str(error)
            and "Failed to locate" not in str(error))
        ):
            raise
    try:
        with bar("Database") as progress:
            status = DevDatabase().start(progress)
    except DevDatabaseError as error:
        raise Failure(str(error), error.exit_code) from error
    for key, value in development_environment(status.host or "127.0.0.1", status.port or 9042).items():
        os.environ.setdefault(key, value)
    return load_settings()


def development_environment(host: str, port: int) -> dict[str, str]:
    """Environment variables that configure a server on the development database."""
    return {
        "ARGUS_SCYLLA_CONTACT_POINTS": host,
        "ARGUS_SCYLLA_PORT": str(port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": DEV_KEYSPACE,
        "ARGUS_SECRET_KEY": DEV_SECRET,
        "ARGUS_LOGIN_METHODS": "password",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
    }


def source_folders() -> list[Path]:
    """Folders to watch: the sources of the workspace, when this is one."""
    root = Path(__file__).parents[5]
    found: list[Any] = [*root.glob("packages/*/src"), *root.glob("apps/*/src")]
    return found or [Path(__file__).parent]
