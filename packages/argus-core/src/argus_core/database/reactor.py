"""The driver's connections on the event loop of the server.

The driver's own reactors serve its sockets in a thread: every request then changes threads twice, and each change waits
for the interpreter lock, milliseconds when the server is busy. Here the event loop itself reads and writes; answers
are decoded where they are awaited, and timers are the loop's.

What blocks in the driver (connecting, preparing, closing) is called from other threads, as the driver expects, and
waits there for this loop. On the loop's thread happens only what the driver allows in its reactor: sending and
callbacks.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, ClassVar

from cassandra.connection import Connection, ConnectionShutdown

GONE = "The event loop has ended"


class LoopTimer:
    """A timer of the loop that any thread may start and cancel."""

    __slots__ = ("_cancelled", "_handle", "_reactor")

    def __init__(self, reactor: type[LoopConnection], seconds: float, callback: Callable[[], Any]) -> None:
        self._reactor = reactor
        self._handle: asyncio.TimerHandle | None = None
        self._cancelled = False
        reactor.on_loop(self._start, seconds, callback)

    def _start(self, seconds: float, callback: Callable[[], Any]) -> None:
        if not self._cancelled:
            self._handle = self._reactor.loop.call_later(seconds, callback)

    def cancel(self) -> None:
        """Nothing happens when it is due."""
        self._cancelled = True
        self._reactor.on_loop(self._stop)

    def _stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()


class LoopConnection(Connection):
    """A connection whose socket is served by an event loop; subclasses (`reactor_of`) say by which."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    thread: ClassVar[int]
    """Ident of the thread that the loop runs in."""
    on_loss: ClassVar[list[Callable[[LoopConnection], None]]]
    """Told of connections that somebody else ended."""
    _transport: asyncio.Transport | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connect_socket()
        self._socket.setblocking(False)
        attached = asyncio.run_coroutine_threadsafe(self._attach(), self.loop)
        attached.result(self.connect_timeout)
        self._send_options_message()

    async def _attach(self) -> None:
        self._transport, _ = await self.loop.create_connection(lambda: _Protocol(self), sock=self._socket)

    @classmethod
    def create_timer(cls, timeout: float, callback: Callable[[], Any]) -> LoopTimer:
        return LoopTimer(cls, timeout, callback)

    @classmethod
    def on_loop(cls, work: Callable[..., Any], *args: Any) -> None:
        """Do something in the loop's thread: now, or soon when this is another one."""
        if threading.get_ident() == cls.thread:
            work(*args)
            return
        try:
            cls.loop.call_soon_threadsafe(work, *args)
        except RuntimeError as error:  # it is closed
            raise ConnectionShutdown(GONE) from error

    def push(self, data: bytes) -> None:
        self.on_loop(self._write, data)

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def received(self, data: bytes) -> None:
        """Bytes came; answers that are complete go to their callbacks."""
        self._iobuf.write(data)
        self.process_io_buffer()

    def lost(self, error: Exception | None) -> None:
        """The other side, or the network, ended it."""
        if self.is_closed:
            return
        self.defunct(error or ConnectionShutdown(f"Connection to {self.endpoint} was closed by the server"))
        for tell in self.on_loss:
            tell(self)

    def close(self) -> None:
        with self.lock:
            if self.is_closed:
                return
            self.is_closed = True
        if self._transport is not None and not self.loop.is_closed():
            self.on_loop(self._transport.close)
        if not self.is_defunct:
            self.error_all_requests(ConnectionShutdown(f"Connection to {self.endpoint} was closed"))
            self.connected_event.set()  # whoever waits for it to open


class _Protocol(asyncio.Protocol):
    """What the loop tells a connection."""

    def __init__(self, connection: LoopConnection) -> None:
        self._connection = connection

    def data_received(self, data: bytes) -> None:
        self._connection.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.lost(exc)


def reactor_of(loop: asyncio.AbstractEventLoop) -> type[LoopConnection]:
    """The class of connections that are served by this loop, which runs in the calling thread."""

    class Served(LoopConnection):
        on_loss: ClassVar[list[Callable[[LoopConnection], None]]] = []

    Served.loop = loop
    Served.thread = threading.get_ident()
    return Served
