"""The command line of the development database: `start`, `stop`, `status`, `wipe`, `cql`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from argus_core.devdb.database import DevDatabase, Status
from argus_core.devdb.errors import DevDatabaseError, NodeNotRunning

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The development database: a Cassandra node that needs no container and no installation.",
)


def _say(text: str, *, error: bool = False) -> None:
    Console(stderr=error).print(Text(text, style="red" if error else ""), soft_wrap=True)


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Turn an error into its sentence and its exit code; one that nobody foresaw into its name and code 1."""
    try:
        yield
    except DevDatabaseError as error:
        _say(str(error), error=True)
        raise typer.Exit(error.exit_code) from None
    except Exception as error:
        _say(f"The command failed unexpectedly: {type(error).__name__}: {error}", error=True)
        raise typer.Exit(DevDatabaseError.exit_code) from None


@contextmanager
def _progress_bar() -> Iterator[Callable[[str, float | None], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking for the node", total=None)

        def show(message: str, fraction: float | None) -> None:
            bar.update(task, description=message, total=None if fraction is None else 1.0, completed=fraction or 0.0)

        yield show


@app.command()
def start(heap: Annotated[str, typer.Option(help="Size of the Java heap.")] = "512m") -> None:
    """Start the node unless it runs, and wait until it answers; the first time Cassandra is fetched."""
    with _readable_errors():
        with _progress_bar() as progress:
            status = DevDatabase(heap=heap).start(progress)
        _print_status(status)


@app.command()
def stop() -> None:
    """Stop the node; its data stays."""
    with _readable_errors():
        DevDatabase().stop()
        _say("Cassandra is stopped.")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False) -> None:
    """Tell whether the node runs, and where."""
    with _readable_errors():
        current = DevDatabase().status()
        if as_json:
            typer.echo(json.dumps(asdict(current)))
        else:
            _print_status(current)


@app.command()
def wipe() -> None:
    """Stop the node and remove all its data; what was fetched stays."""
    with _readable_errors():
        DevDatabase().wipe()
        _say("The development database is empty.")


@app.command()
def cql(
    statement: Annotated[
        str | None, typer.Argument(help="One or more statements; read from the input if absent.")
    ] = None,
    keyspace: Annotated[str | None, typer.Option(help="The keyspace for names without one.")] = None,
) -> None:
    """Run CQL statements on the node and print the rows."""
    from argus_core.devdb.cql import run_statements, split_statements

    with _readable_errors():
        current = DevDatabase().status()
        if current.host is None or current.port is None:
            raise NodeNotRunning("The development database does not run: start it with `devdb start`.")
        statements = split_statements(sys.stdin.read() if statement is None else statement)
        for answer in run_statements(statements, current.host, current.port, keyspace):
            if answer.columns:
                _print_table(answer.columns, answer.rows)


def _print_table(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    table = Table()
    for column in columns:
        table.add_column(Text(column))
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console().print(table)


def _print_status(current: Status) -> None:
    node = f"Cassandra {current.version}"
    if current.running:
        _say(f"{node} runs on {current.host}:{current.port} (process {current.pid}, heap {current.heap}).")
    elif current.pid is not None:
        _say(f"{node} does not answer yet (process {current.pid}).")
    else:
        _say("Cassandra does not run.")
