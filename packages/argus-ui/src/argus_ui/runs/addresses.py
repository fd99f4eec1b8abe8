"""Addresses of runs by job and build number: `/test/{build_id}/{number}[/{tab}]`, where a build id holds slashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

DEFAULT_TAB = "details"


@dataclass(frozen=True, slots=True)
class Address:
    """A reading of an address."""

    build_id: str
    number: int
    tab: str = DEFAULT_TAB


def readings(path: str) -> Iterator[Address]:
    """What the part behind `/test/` may mean, best reading first.

    When the last but one segment is a number, it is the build and the last one the tab; only if that run does not exist
    may the last segment be the number of a build of a job whose own name ends in a number.
    """
    segments = path.split("/")
    if len(segments) >= 3 and _is_number(segments[-2]):
        yield Address("/".join(segments[:-2]), int(segments[-2]), segments[-1])
    if len(segments) >= 2 and _is_number(segments[-1]):
        yield Address("/".join(segments[:-1]), int(segments[-1]))


def _is_number(segment: str) -> bool:
    """A build number: digits only, and not more of them than a 64-bit number has."""
    return segment.isascii() and segment.isdigit() and len(segment) <= 18
