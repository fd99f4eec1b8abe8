"""What makes demo data the same every time: identifiers from names, draws from seeded generators, one fixed day."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from cassandra.util import uuid_from_time

T = TypeVar("T")
TableRow = tuple[str, Mapping[str, Any]]
"""A table and the columns of a row. Columns that are None are not written."""

NAMESPACE = UUID("0d7c1a5e-3b1f-4c39-9a0e-6f6d2f1c8a41")


def name_id(*parts: object) -> UUID:
    """The id of a thing that is known by its name whatever the seed number: accounts, releases, plans, views."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


def time_id(moment: datetime, *parts: object) -> UUID:
    """A time UUID of a moment (naive, UTC); its random part comes from a name."""
    digest = name_id(*parts).int
    made: UUID = uuid_from_time(moment, node=digest & 0xFFFF_FFFF_FFFF, clock_seq=(digest >> 48) & 0x3FFF)
    return made


class Draw(random.Random):
    """A seeded generator with the draws that demo data needs."""

    def chance(self, share: float) -> bool:
        """True in this share (0 to 1) of all draws."""
        return self.random() < share

    def weighted(self, weights: Mapping[T, float]) -> T:
        """A key, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def skewed(self, median: float, *, spread: float, low: float, high: float) -> float:
        """A log-normal value within bounds: mostly near the median, sometimes far above it."""
        return min(high, max(low, median * self.lognormvariate(0, spread)))

    def digits(self, length: int) -> str:
        """Hexadecimal digits, as in commit ids."""
        return f"{self.getrandbits(length * 4):0{length}x}"


@dataclass(frozen=True, slots=True)
class Scope:
    """One set of demo data. `day` is the midnight (naive, UTC) that times count from; `now` in seconds since 1970."""

    seed: int
    day: datetime
    now: int

    def draw(self, *feature: object) -> Draw:
        """A generator of a feature's own, so that a change in one feature leaves the others alone."""
        return Draw("/".join(map(str, (self.seed, *feature))))

    def id(self, *parts: object) -> UUID:
        """The id of a thing that belongs to this seed number: runs and all that hangs on them."""
        return name_id(self.seed, *parts)
