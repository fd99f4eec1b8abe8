"""From the driver's callbacks to awaited answers, and nothing else.

Answers arrive in the thread of the event loop (`reactor`); what the driver does in threads of its own (repeating a
request on another node, preparing it again) may end there, too. What must hold, and is tested on the real database:

- all pages of an answer are followed (a callback of the driver is given the first page only),
- a caller that was cancelled is forgotten: its late answer disturbs nobody,
- the number of requests in flight is bounded, and counts requests until the database has answered them.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Page = tuple[Sequence[str], Sequence[tuple[Any, ...]]]


def page_factory(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Page:
    """Row factory for the driver: column names and value tuples as they come, nothing built per row."""
    return (names, rows)


class PendingAnswer(Protocol):
    """The part of the driver's ResponseFuture that the bridge uses."""

    has_more_pages: bool

    def start_fetching_next_page(self) -> None: ...

    def add_callbacks(self, callback: Any, errback: Any) -> None: ...


@dataclass(slots=True)
class Answer:
    """A complete answer: column names and all rows of all pages."""

    names: Sequence[str] = ()
    rows: list[tuple[Any, ...]] = field(default_factory=list)


class Call:
    """One request in flight."""

    __slots__ = ("answer", "bridge", "pending", "waiter")

    def __init__(self, bridge: Bridge, pending: PendingAnswer) -> None:
        self.bridge = bridge
        self.pending = pending
        self.answer = Answer()
        self.waiter: asyncio.Future[Answer] = bridge.loop.create_future()

    def on_page(self, page: Page | None) -> None:
        """Called by the driver for each page."""
        try:
            if page is not None:
                self.answer.names = page[0]
                self.answer.rows.extend(page[1])
            if self.pending.has_more_pages:
                self.pending.start_fetching_next_page()
                return
        except BaseException as error:  # what is lost here would leave the caller waiting for ever
            self.on_error(error)
            return
        self.bridge.deliver(self, None)

    def on_error(self, error: BaseException) -> None:
        """Called by the driver when the request failed."""
        self.bridge.deliver(self, error)


class Bridge:
    """Sends requests of one event loop, the calling one, and bounds how many are in flight."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, max_in_flight: int) -> None:
        self.loop = loop
        self.in_flight = 0
        self.most_in_flight = 0
        self._slots = asyncio.Semaphore(max_in_flight)
        self._thread = threading.get_ident()

    async def acquire(self) -> None:
        """Wait for a free slot, which `send` or `release` gives back."""
        await self._slots.acquire()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def release(self) -> None:
        """Give a slot back."""
        self.in_flight -= 1
        self._slots.release()

    async def send(self, pending: PendingAnswer) -> Answer:
        """Wait for a request started in an acquired slot; its answer frees the slot."""
        call = Call(self, pending)
        pending.add_callbacks(call.on_page, call.on_error)
        return await call.waiter

    def deliver(self, call: Call, error: BaseException | None) -> None:
        """Hand the outcome of a call to its caller; in any thread."""
        if threading.get_ident() == self._thread:
            self._end(call, error)
        else:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self.loop.call_soon_threadsafe(self._end, call, error)

    def _end(self, call: Call, error: BaseException | None) -> None:
        self.release()
        if call.waiter.done():  # the caller was cancelled
            return
        if error is not None:
            call.waiter.set_exception(error)
        else:
            call.waiter.set_result(call.answer)
