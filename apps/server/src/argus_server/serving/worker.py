"""A worker process: one uvicorn server on the shared listening socket.

It tells its supervisor that it is ready, and then that it is alive, by bytes in a pipe. SIGTERM ends it; SIGUSR1 says
that its successor serves already. Both finish what was accepted first.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from multiprocessing.connection import Connection
from types import FrameType

import uvicorn
from fastapi import FastAPI

from argus_core.config import Settings, load_settings
from argus_core.core import Core
from argus_server.asgi import create
from argus_server.commands.common import with_core
from argus_server.commands.failures import explain
from argus_server.serving.connections import Connections, PoliteConnection
from argus_server.serving.options import ALIVE, NOT_STARTED, REPLACED, ServeOptions

SILENCE_WHEN_REPLACED = 10.0
"""Seconds that a replaced worker waits for the next request on an idle connection: there is no hurry."""
SILENCE_AT_THE_END = 2.0
"""The same when nobody serves any more."""
BACKLOG = 1024
KEEP_ALIVE_SECONDS = 75
"""Longer than proxies keep their connections (60 s): it is they who close."""
TICKS_PER_BEAT = 10
"""uvicorn ticks ten times a second."""


def work(options: ServeOptions, listener: socket.socket, told: Connection) -> None:
    """Serve until told to end: the main function of a worker process.

    What an operator can put right is told to the supervisor in a sentence, and the exit code says what kind it is.
    """
    try:
        settings = load_settings()  # again: a restart takes a changed configuration
        app = _checked_app(settings)
    except Exception as error:
        failure = explain(error)
        if failure is None:
            raise
        os.write(told.fileno(), NOT_STARTED + failure.message.encode())
        sys.exit(failure.code)
    Worker(uvicorn_config(app, settings, options), app, told).run([listener])


def _checked_app(settings: Settings) -> FastAPI:
    app = create(settings)
    logging.disable()  # troubles of the driver end as our sentence
    with_core(_database_answers, settings)
    logging.disable(logging.NOTSET)
    return app


async def _database_answers(core: Core) -> None:
    await core.database.check()


def uvicorn_config(app: FastAPI, settings: Settings, options: ServeOptions) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=PoliteConnection,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=options.graceful_timeout,  # type: ignore[arg-type]  # any number of seconds
    )


class Worker(uvicorn.Server):
    """uvicorn's server, which says that it lives and drains its connections when it is to end."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, told: Connection) -> None:
        super().__init__(config)
        self.server_state = self._connections = Connections()
        self._app = app
        self._told = told
        self._replaced = False
        os.set_blocking(told.fileno(), False)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, accept connections, and say so."""
        await super().startup(sockets)
        signal.signal(REPLACED, self._be_replaced)
        self._beat()

    async def on_tick(self, counter: int) -> bool:
        """Called by uvicorn ten times a second; True ends the server."""
        if counter % TICKS_PER_BEAT == 0:
            self._beat()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, finish what was accepted, stop the application."""
        self._app.state.core.draining.set()
        self._connections.drain(SILENCE_WHEN_REPLACED if self._replaced else SILENCE_AT_THE_END)
        if not self._replaced:
            await self._accept_the_last(sockets or [])
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT. (uvicorn would raise the signal again at the end, and being told to end be a failure.)"""
        self.should_exit = True

    def _be_replaced(self, sig: int, frame: FrameType | None) -> None:
        self._replaced = self.should_exit = True

    def _beat(self) -> None:
        try:
            os.write(self._told.fileno(), ALIVE)
        except BlockingIOError:
            pass  # the supervisor is busy; it has enough to read
        except OSError:
            self.should_exit = True  # there is no supervisor any more

    async def _accept_the_last(self, sockets: list[socket.socket]) -> None:
        """Take the connections that wait in the kernel, which would reset them with the last listening socket."""
        loop = asyncio.get_running_loop()
        copies = [listener.dup() for listener in sockets]
        for server in self.servers:
            server.close()
        for listener in copies:
            with listener:
                listener.setblocking(False)
                waiting = _accepted(listener)
            for connection in waiting:
                await loop.connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> PoliteConnection:
        return PoliteConnection(self.config, self._connections, self.lifespan.state)


def _accepted(listener: socket.socket) -> list[socket.socket]:
    """The connections that wait now."""
    connections = []
    while True:
        try:
            connections.append(listener.accept()[0])
        except BlockingIOError:
            return connections
