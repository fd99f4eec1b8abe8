"""The command line of the development database: `start`, `stop`, `status`, `wipe`, `cql`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from argus_core.devdb.database import DevDatabase, Status
from argus_core.devdb.errors import DevDatabaseError

app = typer.Typer(no_args_is_help=True, help="The development database: a Cassandra node without containers.")
out = Console()
err = Console(stderr=True)


def _run(action: Callable[[], None]) -> None:
    """Run a command; a known error becomes its sentence and its exit code."""
    try:
        action()
    except DevDatabaseError as error:
        err.print(f"[red]Error:[/red] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from None


@app.command()
def start(heap: Annotated[str, typer.Option(help="Java heap of the node, such as 512m.")] = "512m") -> None:
    """Start the node unless it runs; fetches Cassandra on first use."""

    def action() -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=err, transient=True) as bars:
            task = bars.add_task("Starting", total=None)

            def show(message: str, fraction: float | None) -> None:
                bars.update(task, description=message, total=None if fraction is None else 1.0, completed=fraction or 0)

            status = DevDatabase(heap=heap).start(show)
        _print_status(status)

    _run(action)


@app.command()
def stop() -> None:
    """Stop the node; its data stays."""
    _run(lambda: DevDatabase().stop())


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Tell whether the node runs, and where."""

    def action() -> None:
        current = DevDatabase().status()
        if as_json:
            sys.stdout.write(json.dumps(asdict(current)) + "\n")
        else:
            _print_status(current)

    _run(action)


@app.command()
def wipe() -> None:
    """Stop the node and remove all its data."""
    _run(lambda: DevDatabase().wipe())


def _print_status(current: Status) -> None:
    if current.running:
        out.print(
            f"Cassandra {current.version} runs on {current.host}:{current.port} "
            f"(pid {current.pid}, heap {current.heap})",
            highlight=False,
        )
    elif current.pid is not None:
        out.print(f"Cassandra {current.version} is starting (pid {current.pid})", highlight=False)
    else:
        out.print("Cassandra does not run")
