"""A small cache with an age limit, for hot sets that fit in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class AgingCache(Generic[K, V]):
    """Keeps values for `seconds` (0: keeps nothing) and at most `size` of them, the least used leaving first."""

    def __init__(self, seconds: float, *, size: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._forgotten = 0

    def get(self, key: K) -> V | None:
        """The value, or None when it is unknown or too old."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept[0] < self._clock():
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: K, value: V) -> None:
        """Keep a value."""
        if self._seconds <= 0:
            return
        self._kept[key] = (self._clock() + self._seconds, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forget a value after a local write."""
        self._forgotten += 1
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._forgotten += 1
        self._kept.clear()

    async def get_or(self, key: K, load: Callable[[], Awaitable[V | None]]) -> V | None:
        """The kept value, or the loaded one, which is then kept unless it is None."""
        known = self.get(key)
        if known is not None:
            return known
        forgotten = self._forgotten
        loaded = await load()
        # What was read before a local write ended may be what was there before it.
        if loaded is not None and forgotten == self._forgotten:
            self.put(key, loaded)
        return loaded
