"""`Core`: what one server process holds, and where endpoints get their services from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from starlette.requests import Request

from argus_core.config import Settings
from argus_core.database import Database
from argus_core.observability.metrics import RequestMetrics
from argus_core.users.service import Users


class Service(Protocol):
    """Anything that is built from the core; one instance per process."""

    def __init__(self, core: Core) -> None: ...


S = TypeVar("S")


class Core:
    """Settings, database, metrics, and the services made of them.

    Services are made on first use and kept: they hold no state of a request. `draining` is set when the process was
    told to stop: answers without an end of their own end then, as the server waits for all answers.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        metrics: RequestMetrics,
        *,
        templates: Sequence[Path] = (),
        static: Sequence[Path] = (),
    ) -> None:
        self.templates = templates
        self.static = static
        self.settings = settings
        self.database = database
        self.metrics = metrics
        self.draining = asyncio.Event()
        self._services: dict[type[Any], Any] = {}
        self.users = self.of(Users)

    def of(self, kind: Callable[[Core], S]) -> S:
        """The one instance of a service class."""
        known = self._services.get(kind)  # type: ignore[call-overload]  # classes are the keys
        if known is None:
            known = self._services[kind] = kind(self)  # type: ignore[index]
        return known  # type: ignore[no-any-return]

    def count_error(self, endpoint: str, exception: str) -> None:
        """Count an error answer of the API."""
        self.metrics.count_api_error(endpoint, exception)


def core_of(request: Request) -> Core:
    """The core of the process that serves a request."""
    core: Core = request.app.state.core
    return core


def provide(kind: Callable[[Core], S]) -> Callable[[Request], Awaitable[S]]:
    """A dependency that gives endpoints a service: `Annotated[RunService, Depends(provide(RunService))]`."""

    async def dependency(request: Request) -> S:
        return core_of(request).of(kind)

    return dependency
