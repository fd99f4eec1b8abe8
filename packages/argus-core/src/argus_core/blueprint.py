"""What a package gives to the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from argus_core.http.routes import ArgusRoute

if TYPE_CHECKING:
    import typer

    from argus_core.core import Core

GROUP = "argus.blueprints"
Lifespan = Callable[["Core"], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """Periodic work. One worker of the whole fleet runs it at a time; `run` is called with the core."""

    name: str
    every: timedelta
    run: Callable[[Core], Awaitable[str]]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A package as the server sees it, named in the entry-point group `argus.blueprints`.

    routes: what it owns. lifespan: entered at start, left at the end. jobs: periodic work. commands: a typer
    application that becomes part of the command line. templates, static: folders. ready: raises when the package cannot
    serve.
    """

    name: str
    distribution: str
    routes: Sequence[ArgusRoute]
    lifespan: Lifespan | None = None
    jobs: Sequence[Job] = ()
    commands: typer.Typer | None = None
    templates: Sequence[Path] = ()
    static: Sequence[Path] = ()
    ready: Callable[[Core], Awaitable[None]] | None = None


__all__ = ["GROUP", "Blueprint", "Job", "Lifespan"]
