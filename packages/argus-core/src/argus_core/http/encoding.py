"""JSON as released clients and the front end expect it: one encoder for all answers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from email.utils import format_datetime
from functools import cache
from typing import Any

import orjson

# Dataclasses are passed through because their fields would not be sorted.
_OPTIONS = (
    orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
)
# Keys that are texts already need no conversion, which costs a third; the first attempt does without.
_FAST_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode_datetime(value: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`: milliseconds by truncation. The value is UTC, as all stored times are."""
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _default(value: Any) -> Any:
    """What orjson does not know, or is told to leave to us."""
    if isinstance(value, datetime):
        return encode_datetime(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _field_names(type(value))}
    if isinstance(value, date):
        return format_datetime(datetime(value.year, value.month, value.day)).replace("-0000", "GMT")
    if hasattr(value, "_asdict"):  # user-defined types as the driver reads them
        return value._asdict()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)) or type(value).__name__ == "SortedSet":
        return sorted(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def encode_json(value: Any) -> bytes:
    """Compact JSON with sorted keys; NaN and infinities become null, keys of any mapping become texts.

    Raises TypeError for values without a JSON form (a time of day, a duration, an arbitrary object).
    """
    try:
        return orjson.dumps(value, default=_default, option=_FAST_OPTIONS)
    except TypeError:
        return orjson.dumps(value, default=_default, option=_OPTIONS)


def decode_json(body: bytes) -> Any:
    """A JSON body of a request. NaN and infinities are accepted, as they were.

    Raises json.JSONDecodeError for everything that is no JSON: bytes that are no UTF-8, halves of surrogate pairs, too
    deep a nesting.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if b"NaN" not in body and b"Infinity" not in body:
            raise
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError(str(error), "", 0) from error
