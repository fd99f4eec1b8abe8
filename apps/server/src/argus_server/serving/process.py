"""A worker as its supervisor sees it: a process, and the pipe through which it says that it lives."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from multiprocessing.connection import Connection

from argus_server.serving.options import NOT_STARTED, REPLACED, ServeOptions

multiprocessing.allow_connection_pickling()
spawn = multiprocessing.get_context("spawn")  # no threads, sockets and database sessions of the supervisor

MOST_BYTES = 65536
LONGEST_LOOK_SECONDS = 2.0
"""A supervisor looks at its workers every second."""
FOR_SUPERVISORS = {signal.SIGHUP, signal.SIGINT}
"""A terminal sends these to all processes of a command; what is to be done is decided by the supervisor."""
UNREADY_SECONDS = 5.0
"""A worker that is not ready has accepted nothing: it may take so long to end."""


class State(Enum):
    """Where in its life a worker is."""

    STARTING = auto()
    READY = auto()
    ENDING = auto()


class WorkerProcess:
    """One started worker process."""

    def __init__(self, options: ServeOptions, listener: socket.socket) -> None:
        self.state = State.STARTING
        self.reason = ""
        """Why it could not start, if it has said so."""
        self.deadline = 0.0
        """When an ending worker is killed, on the monotonic clock."""
        self._heard, told = spawn.Pipe(duplex=False)
        self._process = spawn.Process(target=_work, args=(options, listener, told), daemon=True)
        with _withheld(FOR_SUPERVISORS):
            self._process.start()
        told.close()  # so that the end of the worker is the end of the pipe
        os.set_blocking(self._heard.fileno(), False)
        self.pid: int = self._process.pid or 0  # a started process has one
        self._started = self._last_look = time.monotonic()
        self.silent_for = 0.0
        """Seconds without a sign of life. Those in which the supervisor did not look do not count: if the whole
        machine stood still, nobody hangs."""

    @property
    def sources(self) -> list[Connection | int]:
        """What can be waited for: a sign of life, the end."""
        return [self._heard, self._process.sentinel]

    @property
    def age(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.exitcode is not None

    def listen(self) -> None:
        """Hear what the worker has said; its first word is that it is ready."""
        now = time.monotonic()
        self.silent_for += min(now - self._last_look, LONGEST_LOOK_SECONDS)
        self._last_look = now
        try:
            heard = os.read(self._heard.fileno(), MOST_BYTES)
        except BlockingIOError:
            return
        if heard.startswith(NOT_STARTED):
            self.reason = heard.removeprefix(NOT_STARTED).decode(errors="replace")
        elif heard:
            self.silent_for = 0.0
            if self.state is State.STARTING:
                self.state = State.READY

    def replace(self, seconds: float) -> None:
        """Tell it that its successor serves; it has so many seconds to end."""
        self._tell(REPLACED, seconds)

    def end(self, seconds: float) -> None:
        """Tell it to end because the server ends."""
        self._tell(signal.SIGTERM, seconds)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> int:
        """Release what belongs to an ended process; its exit code, negative for a signal."""
        code = self._process.exitcode
        self._heard.close()
        self._process.close()
        return -1 if code is None else code

    def _tell(self, number: signal.Signals, seconds: float) -> None:
        if self.state is State.STARTING:
            number, seconds = signal.SIGTERM, UNREADY_SECONDS
        self.state, self.deadline = State.ENDING, time.monotonic() + seconds
        if not self.ended:
            os.kill(self.pid, number)


@contextmanager
def _withheld(signals: set[signal.Signals]) -> Iterator[None]:
    """Signals wait until the end of the block; for processes that are started in it, for ever."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _work(options: ServeOptions, listener: socket.socket, told: Connection) -> None:
    """What a worker process does. The supervisor does not load the application, which would cost it 100 MB."""
    from argus_server.serving.worker import work

    work(options, listener, told)
