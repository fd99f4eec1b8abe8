"""Values as clients send them: texts that may come as numbers, numbers that may come as texts."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

_INT32 = 2**31


def as_text(value: Any) -> Any:
    """A text from a number; anything else as it is."""
    return str(value) if isinstance(value, (int, float)) else value


def whole(value: Any) -> Any:
    """A whole number from a number, cut, or from a text of digits. Raises ValueError; None stays None."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
    raise ValueError("expected a whole number")


LooseText = Annotated[str, BeforeValidator(as_text)]
"""A text; numbers are taken as their text."""

Whole = Annotated[
    int, Field(ge=-_INT32, lt=_INT32), BeforeValidator(whole), WithJsonSchema({"type": ["integer", "string"]})
]
"""A whole number of 32 bits; fractions are cut, texts of digits accepted."""

EpochSecond = Annotated[Whole, Field(ge=0)]
"""Whole seconds since 1970."""
