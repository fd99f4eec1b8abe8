"""The garbage collector of a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (10_000, 20, 20)
"""New objects, and collections of the younger generation, between two collections. A request makes some hundred."""


@contextmanager
def settled_heap() -> Iterator[None]:
    """What is there now (modules, routes, the schema: half a million objects) stays as long as the server runs.

    The collector need not look through it again and again: each look stopped the event loop for 200 milliseconds.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
