"""`python -m tools.chaos --n 2000 --seed 1`: run the drill and show what became of every submission."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from tools.chaos.drill import Drill, Report

from argus_core.devdb import DevDatabaseError

FOLDER = Path(__file__).resolve().parents[2] / ".argus" / "chaos"
WIDTH = 110
COLUMNS = ("sent", "acknowledged", "kept", "lost", "doubled", "half", "unanswered_there", "unanswered_absent")


def main(
    n: Annotated[int, typer.Option("--n", min=200, help="How many submissions.")] = 2000,
    seed: Annotated[int, typer.Option(help="Decides what is submitted, repeated and broken, and when.")] = 1,
    folder: Annotated[Path, typer.Option(help="Where the drill's own database lives.")] = FOLDER,
    result: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Submit while the server is killed twice and the database is stopped once; then look whether all is there once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends the drill ends its server and database too
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=n)

        def tell(text: str, share: float | None) -> None:
            bar.update(task, description=text, completed=None if share is None else int(share * n))

        try:
            report = Drill(folder, count=n, seed=seed, tell=tell).run()
        except (DevDatabaseError, RuntimeError) as error:
            console.print(f"The drill could not be held: {error}")
            raise typer.Exit(2) from None
    show(report)
    if result is not None:
        result.write_text(json.dumps(figures(report), indent=1))
    raise typer.Exit(0 if report.passed else 1)


def figures(report: Report) -> dict[str, object]:
    """The report as JSON."""
    ledger, verdict = report.ledger, report.verdict
    return {
        "submissions": report.submissions,
        "seed": report.seed,
        "sent": len(ledger.sent),
        "acknowledged": len(ledger.acknowledged),
        "tries": ledger.tries,
        "repeats": ledger.repeats,
        "failures": dict(ledger.failures),
        "kept": len(verdict.kept),
        "lost": sorted(verdict.lost),
        "doubled": sorted(verdict.doubled),
        "half": sorted(verdict.half),
        "strangers": verdict.strangers,
        "kinds": report.kinds,
        "trouble": report.faults_made,
        "seconds": report.seconds,
        "proof": report.proof,
    }


def show(report: Report) -> None:
    """The table of kinds, and what went on around it."""
    console, ledger = Console(width=WIDTH), report.ledger
    table = Table(title=f"{report.submissions} submissions, seed {report.seed}")
    table.add_column("kind")
    for name in COLUMNS:
        table.add_column(name.replace("_", "\n"), justify="right")
    for kind, told in sorted(report.kinds.items()):
        table.add_row(kind, *(str(told[name]) for name in COLUMNS))
    totals = (sum(told[name] for told in report.kinds.values()) for name in COLUMNS)
    table.add_row("all", *map(str, totals), style="bold")
    console.print(table)
    for text in report.faults_made:
        console.print(f"  {text}")
    failures = ", ".join(f"{name} {count}" for name, count in ledger.failures.most_common())
    console.print(f"  {ledger.tries} tries, {ledger.repeats} repeated on purpose; failed tries: {failures or 'none'}")
    console.print("  " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.seconds.items()))
    for text in report.verdict.strangers[:10]:
        console.print(f"  never submitted: {text}")
    for what, found in report.proof.items():
        console.print(f"  seeded fault ({what}): {'found' if found else 'NOT found'}")
    console.print("Nothing lost, nothing doubled." if report.passed else "[red]The drill failed.[/red]")


if __name__ == "__main__":
    typer.run(main)
