"""Progress bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str, float | None], None]
"""(what is done now, share done from 0 to 1 or None when nobody knows)."""


@contextmanager
def bar(title: str) -> Iterator[Report]:
    """A bar on standard error while the block runs; gone when it ends. Nothing is shown where there is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("[bold]{task.fields[title]}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", title=title, total=None)

        def report(text: str, share: float | None) -> None:
            total = None if share is None else 1.0
            progress.update(task, description=text, total=total, completed=share or 0)

        yield report
