"""Names of drivers."""

from __future__ import annotations

import re

_CPP = re.compile(r"TEST-(?P<driver>\w+)-\d")
_OTHER = re.compile(r"[^.]+\.(?P<driver>\w+)\.v\d\.\d")


def driver_of(collection: str, driver_type: str) -> str | None:
    """The driver inside a collection's name: `TEST-scylla-2.16.2` (cpp) or `pytest.scylla.v3.3.24.8` give `scylla`."""
    found = (_CPP if driver_type == "cpp" else _OTHER).match(collection)
    return found.group("driver") if found else None
