"""Ending streams as soon as the process is told to stop.

A server that was told to stop waits for all answers before it ends the application, so the end of the application is
too late for answers that have no end of their own.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argus_core.core import Core

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@asynccontextmanager
async def draining(core: Core) -> AsyncIterator[None]:
    """Set `core.draining` when a signal tells this process to stop, before whoever handles the signal is called.

    Signals that nobody handles stay as they are: they end the process anyway. Outside of the main thread nothing is
    done. `core.draining` is set at the end of the context in any case.
    """
    replaced: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            former = signal.getsignal(number)
            if callable(former):
                replaced[number] = former
                signal.signal(number, _handler(core, loop, former))
    try:
        yield
    finally:
        core.draining.set()
        for number, former in replaced.items():
            signal.signal(number, former)


def _handler(core: Core, loop: asyncio.AbstractEventLoop, former: Any) -> Any:
    def handle(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(core.draining.set)
        former(number, frame)

    return handle
