"""How to serve: what the supervisor and its workers are told."""

from __future__ import annotations

import signal
from dataclasses import dataclass

REPLACED = signal.SIGUSR1
"""Tells a worker that its successor serves."""
ALIVE = b"."
"""A worker says so when it is ready, and then once a second."""
NOT_STARTED = b"!"
"""A worker says so, and why, instead."""
GRACEFUL_SECONDS = 60.0
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """Options of `argus-server serve`, as every worker process gets them."""

    workers: int = 1
    """Worker processes."""
    graceful_timeout: float = GRACEFUL_SECONDS
    """Seconds that an ending worker may take to finish its requests."""
    start_timeout: float = START_SECONDS
    """Seconds in which a new worker must be ready; the first ones may take their time."""
