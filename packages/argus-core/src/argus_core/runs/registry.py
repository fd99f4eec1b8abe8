"""Which run types there are."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from argus_core.runs.run_type import RunType

GROUP = "argus.run_types"


@cache
def run_type_classes() -> dict[str, type[RunType]]:
    """All installed run types by name. A class that cannot be loaded fails the start: runs would be lost silently."""
    found = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        kind: type[RunType] = point.load()
        found[kind.name] = kind
    return found
