"""`migrate` (also `sync-models`): create or extend the schema."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from argus_server.commands.common import driver_session
from argus_server.commands.configuration import settings_or_development
from argus_server.commands.failures import WRONG_USE, Failure
from argus_server.commands.progress import bar

if TYPE_CHECKING:
    from cassandra.cluster import Session

    from argus_core.config import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="migrate")(migrate_command)
    app.command(name="sync-models", help="The old name of `migrate`.")(sync_models)


def migrate_command(
    create_keyspaces: Annotated[bool, typer.Option("--create-keyspaces", help="Create missing keyspaces.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the statements, run none.")] = False,
    for_: Annotated[
        Literal["scylla", "cassandra"] | None,
        typer.Option("--for", help="With --dry-run: for an empty cluster of this kind."),
    ] = None,
) -> None:
    """Create what the schema lacks. Nothing that is there is changed; safe to repeat and to interrupt."""
    from argus_core.database.migration import detect_flavour, migrate

    settings = settings_or_development()
    if for_ is not None and not dry_run:
        raise Failure("--for goes with --dry-run: what a server is, it tells itself.", WRONG_USE)
    if for_ is not None:
        _show(_plan(settings, None, for_, create_keyspaces))
        return
    with driver_session(settings) as session:
        if dry_run:
            _show(_plan(settings, session, detect_flavour(session).value, create_keyspaces))
            return
        with bar("Schema") as progress:
            report = migrate(
                session,
                keyspace=settings.scylla_keyspace_name,
                tablets_keyspace=settings.scylla_tablets_keyspace_name,
                create_keyspaces=create_keyspaces,
                replication_factor=settings.scylla_replication_factor,
                progress=progress,
            )
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    print(f"{len(report.applied)} statements applied." if report.applied else "Nothing was missing.")
    print("All models synchronized.")


def sync_models() -> None:
    """The old name of `migrate`, without options."""
    migrate_command()


def _plan(settings: Settings, session: Session | None, flavour: str, create_keyspaces: bool) -> list[str]:
    from argus_core.database.migration import Flavour, plan

    return plan(
        session,
        Flavour(flavour),
        keyspace=settings.scylla_keyspace_name,
        tablets_keyspace=settings.scylla_tablets_keyspace_name,
        create_keyspaces=create_keyspaces,
        replication_factor=settings.scylla_replication_factor,
    )


def _show(statements: list[str]) -> None:
    for statement in statements:
        print(statement.rstrip().rstrip(";") + ";")
