"""Connections that end politely: a client is told before its connection is closed.

HTTP/1.1 lets a client send its next request whenever it wants, so a server that just closes an idle connection may
reset a request that is on its way. A draining worker answers the next request of each connection with `Connection:
close`; only connections that stay silent for a grace time are closed untold.
"""

from __future__ import annotations

import asyncio
import fcntl
import struct
import termios

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

AGAIN_SECONDS = 0.1
"""When a connection with unread bytes is looked at again."""


class Connections(ServerState):
    """The connections of one worker."""

    def __init__(self) -> None:
        super().__init__()
        self.silence: float | None = None
        """Seconds that a draining worker waits for the next request on a connection; None: it is not draining."""

    def drain(self, silence: float) -> None:
        """End all connections, those that come yet too."""
        self.silence = silence
        for connection in list(self.connections):
            connection.shutdown()


class PoliteConnection(HttpToolsProtocol):
    """One connection of a client."""

    server_state: Connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if self.server_state.silence is not None:
            self.shutdown()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self.server_state.silence is not None:
            self.shutdown()

    def on_response_complete(self) -> None:
        if self.server_state.silence is not None:  # it could not be told: its answer had begun
            self.timeout_keep_alive = self.server_state.silence  # type: ignore[assignment]  # any number of seconds
        super().on_response_complete()

    def shutdown(self) -> None:
        """Begin to end this connection. (uvicorn would close it now when it is idle, and untold after an answer.)"""
        if self.server_state.silence is None:  # not by way of `drain`
            super().shutdown()
        elif self.cycle is None or self.cycle.response_complete:
            self._close_after(self.server_state.silence)
        elif not self.cycle.more_body:
            self._say_close()

    def timeout_keep_alive_handler(self) -> None:
        """The client has been silent for long: close, unless a request has come in this very moment."""
        if self.transport.is_closing():
            return
        if unread_bytes(self.transport):
            self._close_after(AGAIN_SECONDS)
        else:
            super().timeout_keep_alive_handler()

    def _say_close(self) -> None:
        """Let the answer say `Connection: close`, if it can still say something.

        Only for requests that have come in whole: closing with unread bytes would reset the connection, and the client
        would lose the answer.
        """
        if not self.cycle.response_started:
            self.cycle.keep_alive = False

    def _close_after(self, seconds: float) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)


def unread_bytes(transport: asyncio.Transport) -> int:
    """Bytes that the kernel holds and the server has not seen."""
    number: int = transport.get_extra_info("socket").fileno()
    count: int = struct.unpack("i", fcntl.ioctl(number, termios.FIONREAD, bytes(4)))[0]
    return count
