"""`migrate` (also `sync-models`): create or extend the schema."""

from __future__ import annotations

from typing import Annotated

import typer
from argus_core.config import load_settings
from argus_core.database.migration import Flavour, MigrationError, detect_flavour, migrate, plan

from argus_server.commands.common import Failure, driver_session, err, out
from argus_server.commands.progress import bar


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="migrate")(migrate_command)
    app.command(name="sync-models", help="The old name of `migrate`.")(sync_models)


def migrate_command(
    create_keyspaces: Annotated[bool, typer.Option("--create-keyspaces", help="Create missing keyspaces.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the statements, run none.")] = False,
    for_: Annotated[
        Flavour | None, typer.Option("--for", help="With --dry-run: for an empty cluster of this kind.")
    ] = None,
) -> None:
    """Create what the schema lacks. Nothing that is there is changed; safe to repeat and to interrupt."""
    settings = load_settings()
    names = {"keyspace": settings.scylla_keyspace_name, "tablets_keyspace": settings.scylla_tablets_keyspace_name}
    options = {"create_keyspaces": create_keyspaces, "replication_factor": settings.scylla_replication_factor}
    if for_ is not None:
        if not dry_run:
            raise Failure("--for goes with --dry-run: what a server is, it tells itself.", 2)
        _show(plan(None, for_, **names, **options))
        return
    with driver_session(settings) as session:
        if dry_run:
            _show(plan(session, detect_flavour(session), **names, **options))
            return
        try:
            with bar("Schema") as progress:
                report = migrate(session, **names, **options, progress=progress)
        except MigrationError as error:
            raise Failure(str(error), 4) from error
    for warning in report.warnings:
        err.print(warning, style="yellow", markup=False)
    out.print(f"{len(report.applied)} statements applied." if report.applied else "Nothing was missing.")
    out.print("All models synchronized.")


def sync_models() -> None:
    """The old name of `migrate`, without options."""
    migrate_command()


def _show(statements: list[str]) -> None:
    for statement in statements:
        print(statement.rstrip().rstrip(";") + ";")
