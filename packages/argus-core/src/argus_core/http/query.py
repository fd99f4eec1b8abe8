"""Query parameters."""

from __future__ import annotations

from collections.abc import Sequence


def first(values: Sequence[str] | None) -> str | None:
    """The first of the values of a parameter; None when it is absent or empty."""
    return (values[0] or None) if values else None
