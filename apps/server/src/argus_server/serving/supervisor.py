"""The supervisor: keeps the wanted number of worker processes serving on one listening socket.

A restart (SIGHUP) replaces workers one after the other: a new one is started first, and only when it is ready an old
one is told to end. It stops accepting (the others hold the same socket, so no connection is lost) and finishes what it
has accepted. There is never more than one worker too many.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait

from argus_server.commands.failures import Failure
from argus_server.serving.figures import keep_counts_of
from argus_server.serving.options import ServeOptions
from argus_server.serving.process import State, WorkerProcess

STARTUP_FAILED = 3
"""Exit code when the first workers cannot start and have not said why."""
TICK_SECONDS = 1.0
MOST_SILENT_SECONDS = 60.0
"""A worker that has not been heard of for so long hangs."""
KILL_AFTER_SECONDS = 10.0
"""Beyond the graceful timeout: for closing the database session."""
LONGEST_PAUSE_SECONDS = 30.0
"""Between attempts to start a worker."""

log = logging.getLogger("argus.serving")


class Supervisor:
    """Worker processes from their start to their end; `run` is the life of the parent process."""

    def __init__(self, options: ServeOptions, listener: socket.socket) -> None:
        self._options = options
        self._listener = listener
        self._workers: list[WorkerProcess] = []
        self._outdated: list[WorkerProcess] = []
        """Workers that a restart has yet to replace."""
        self._signals: list[int] = []
        self._stopping = False
        self._ever_ready = False
        self._failure: Failure | None = None
        self._failures = 0
        """Workers that failed to start since one was ready."""
        self._pause_until = 0.0

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. SIGHUP replaces all workers. Raises Failure when the first cannot start."""
        with self._woken_by_signals() as wakeup:
            while self._workers or not self._stopping:
                self._start_what_is_missing()
                self._retire_one()
                sources = [part for worker in self._workers for part in worker.sources]
                wait([*sources, wakeup], TICK_SECONDS)
                _empty(wakeup)
                self._obey()
                for worker in list(self._workers):
                    self._look_at(worker)
        if self._failure:
            raise self._failure

    @property
    def _serving(self) -> list[WorkerProcess]:
        """Workers that serve or will, not those that end."""
        return [worker for worker in self._workers if worker.state is not State.ENDING]

    @property
    def _ready(self) -> list[WorkerProcess]:
        return [worker for worker in self._workers if worker.state is State.READY]

    def _start_what_is_missing(self) -> None:
        if self._stopping or time.monotonic() < self._pause_until:
            return
        wanted = self._options.workers
        if self._outdated and len(self._workers) == len(self._serving):  # the one before has ended
            wanted += 1
        while len(self._serving) < wanted:
            self._workers.append(WorkerProcess(self._options, self._listener))

    def _retire_one(self) -> None:
        """End an outdated worker when its successor is ready."""
        if self._outdated and len(self._ready) > self._options.workers:
            old = self._outdated.pop(0)
            log.info("Worker %d is ready, worker %d ends.", self._ready[-1].pid, old.pid)
            old.replace(self._options.graceful_timeout + KILL_AFTER_SECONDS)
            if not self._outdated:
                log.info("All workers are replaced.")

    def _look_at(self, worker: WorkerProcess) -> None:
        """See what has become of a worker."""
        was_starting = worker.state is State.STARTING
        worker.listen()
        if was_starting and worker.state is State.READY:
            log.info("Worker %d is ready.", worker.pid)
            self._ever_ready, self._failures = True, 0
        if worker.ended:
            self._bury(worker)
        elif worker.state is State.STARTING and self._ever_ready and worker.age > self._options.start_timeout:
            log.error("Worker %d is not ready after %g s: it is killed.", worker.pid, self._options.start_timeout)
            worker.kill()
        elif worker.state is State.READY and worker.silent_for > MOST_SILENT_SECONDS:
            log.error("Worker %d has hung for %g s: it is killed.", worker.pid, worker.silent_for)
            worker.kill()
        elif worker.state is State.ENDING and time.monotonic() > worker.deadline:
            log.error("Worker %d does not end: it is killed.", worker.pid)
            worker.kill()

    def _bury(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        code = worker.close()
        keep_counts_of(worker.pid)
        if worker in self._outdated:
            self._outdated.remove(worker)
        if worker.state is State.READY:
            log.error("Worker %d died with code %d: it is replaced.", worker.pid, code)
        elif worker.state is State.STARTING:
            self._start_failed(worker, code)

    def _start_failed(self, worker: WorkerProcess, code: int) -> None:
        self._failures += 1
        reason = worker.reason or f"code {code}"
        pause = min(2.0 ** (self._failures - 1), LONGEST_PAUSE_SECONDS)
        self._pause_until = time.monotonic() + pause
        if self._outdated:
            self._outdated.clear()
            log.error("The restart is given up, the old workers stay. Worker %d did not start: %s", worker.pid, reason)
        elif self._ever_ready:
            log.error("Again in %g s: worker %d did not start: %s", pause, worker.pid, reason)
        elif worker.reason:
            self._stop(Failure(worker.reason, code))
        else:
            self._stop(Failure(f"Argus could not start ({reason}).", STARTUP_FAILED))

    def _obey(self) -> None:
        while self._signals:
            number = self._signals.pop(0)
            if number == signal.SIGHUP and not self._stopping:
                log.info("SIGHUP: the workers are replaced, one after the other.")
                self._outdated, self._pause_until = self._serving, 0.0
            elif number == signal.SIGINT and self._stopping:
                for worker in self._workers:
                    worker.kill()
            elif number != signal.SIGHUP:
                log.info("Shutting down: requests in flight have %g s.", self._options.graceful_timeout)
                self._stop()

    def _stop(self, failure: Failure | None = None) -> None:
        """End all workers, and then this process."""
        if self._stopping:
            return
        self._stopping, self._failure = True, failure
        self._outdated.clear()
        self._listener.close()  # first: who connects now would wait for nobody
        for worker in self._serving:
            worker.end(self._options.graceful_timeout + KILL_AFTER_SECONDS)

    @contextmanager
    def _woken_by_signals(self) -> Iterator[socket.socket]:
        """A socket that can be read when a signal has come."""
        reader, writer = socket.socketpair()
        with reader, writer:
            reader.setblocking(False)
            writer.setblocking(False)
            former = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, lambda number, frame: self._signals.append(number))
            try:
                yield reader
            finally:
                signal.set_wakeup_fd(former)


def _empty(wakeup: socket.socket) -> None:
    with suppress(BlockingIOError):
        os.read(wakeup.fileno(), 4096)
