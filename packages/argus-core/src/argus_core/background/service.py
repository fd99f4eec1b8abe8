"""Work after an answer. It survives its own errors: a log line and a metric tell of them, nobody else sees them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

from fastapi import BackgroundTasks, Depends
from starlette.requests import Request

if TYPE_CHECKING:
    from argus_core.core import Core

P = ParamSpec("P")

log = logging.getLogger("argus.background")


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a piece of work: its result, or its error."""

    result: Any = None
    error: Exception | None = None


async def run_guarded(
    core: Core, task: str, work: Callable[P, Awaitable[object]], *args: P.args, **kwargs: P.kwargs
) -> Ended:
    """Do work without a caller. An error is logged and counted under the constant name `task`, and never raised."""
    try:
        return Ended(result=await work(*args, **kwargs))
    except Exception as error:
        log.exception("Background work %s failed", task)
        core.metrics.count_background_failure(task)
        return Ended(error=error)


class Later:
    """Collects work for the time after the answer; it is done one after the other, in the order it was given."""

    def __init__(self, core: Core, tasks: BackgroundTasks) -> None:
        self._core = core
        self._tasks = tasks

    def add(self, task: str, work: Callable[P, Awaitable[object]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do this when the answer has gone out. `task` is its constant name in the log and in the metric."""
        self._tasks.add_task(partial(run_guarded, self._core, task, work, *args, **kwargs))


async def _later(request: Request, tasks: BackgroundTasks) -> Later:
    return Later(request.app.state.core, tasks)


AfterAnswer = Annotated[Later, Depends(_later)]
"""An endpoint's parameter: `later.add("mail", mailer.send, message)`."""
