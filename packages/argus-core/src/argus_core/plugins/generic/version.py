"""Versions in their long form."""

from __future__ import annotations

import re

# short version, hyphen, optional epoch, date, dot, commit. Greedy: of several possible hyphens the last one counts.
_LONG = re.compile(r"(?P<short>[\w.~-]+)-(?:0\.)?\d{8}\.\w+", re.ASCII)


def short_version(text: str) -> str | None:
    """The short version inside a long one: `2024.3.0~dev-0.20240924.abcdef12` gives `2024.3.0~dev`; else None."""
    found = _LONG.search(text)
    return found.group("short") if found else None
