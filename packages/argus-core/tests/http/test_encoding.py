"""JSON on the wire."""

from __future__ import annotations

import contextlib
import json
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest
from cassandra.util import OrderedMapSerializedKey, SortedSet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from argus_core.hierarchy.rows import Group
from argus_core.http.encoding import decode_json, encode_json

ID = UUID("0d5b7a4e-6f0c-4d1c-9a39-0d5f6a1e7b11")
Column = namedtuple("Column", ["name", "unit"])


class Status(StrEnum):
    PASSED = "passed"


class Level(IntEnum):
    HIGH = 3


@dataclass(slots=True, kw_only=True)
class Point:
    y: int
    x: int


class Model(BaseModel):
    when: datetime


def driver_map() -> OrderedMapSerializedKey:
    """A map column as the driver reads it."""
    from cassandra.cqltypes import UUIDType

    found = OrderedMapSerializedKey(UUIDType, 4)
    found._insert(ID, 1)
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ID, f'"{ID}"'),
        (datetime(2024, 2, 29, 23, 59, 59, 999_999), '"2024-02-29T23:59:59.999Z"'),
        (datetime(1969, 12, 31, 0, 0, 0, 1000), '"1969-12-31T00:00:00.001Z"'),
        (date(2025, 1, 2), '"Thu, 02 Jan 2025 00:00:00 GMT"'),
        (b"\xffabc", '"\ufffdabc"'),
        (Decimal("1.10"), '"1.10"'),
        (Status.PASSED, '"passed"'),
        (Level.HIGH, "3"),
        ((1, "a"), '[1,"a"]'),
        (Point(y=1, x=2), '{"x":2,"y":1}'),
        (Model(when=datetime(2024, 1, 1)), '{"when":"2024-01-01T00:00:00.000Z"}'),
        (float("nan"), "null"),
        ([float("inf"), -float("inf")], "[null,null]"),
        ({2, 1}, "[1,2]"),
        (SortedSet(["b", "a"]), '["a","b"]'),
        ({ID: {ID: 1}}, f'{{"{ID}":{{"{ID}":1}}}}'),
        ({"b": {"d": 1, "c": 2}, "a": 0}, '{"a":0,"b":{"c":2,"d":1}}'),
        (OrderedDict(z=1, a=2), '{"a":2,"z":1}'),
        ({2: "x", 10: "y"}, '{"10":"y","2":"x"}'),
        (driver_map(), f'{{"{ID}":1}}'),
        ("Zoë \u4e2d <b>", '"Zoë \u4e2d <b>"'),
        (0.1, "0.1"),
        (None, "null"),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert encode_json(value).decode() == text


def test_types_of_the_database_are_objects() -> None:
    assert encode_json([("a", Column("n", None))]) == b'[["a",{"name":"n","unit":null}]]'


def test_rows_have_all_their_columns_in_order() -> None:
    names = ["name", "id", *(name for name in Group.columns() if name not in ("id", "name"))]
    row = Group.from_answer(names, [["g", ID, *(None for _ in names[2:])]])[0]
    shown = json.loads(encode_json(row))
    assert list(shown) == sorted(Group.columns())
    assert (shown["id"], shown["assignee"], shown["description"]) == (str(ID), [], None)


@pytest.mark.parametrize("value", [time(1, 2), timedelta(seconds=1), object(), {"deep": [object()]}])
def test_values_without_a_form(value: Any) -> None:
    with pytest.raises(TypeError):
        encode_json(value)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(json_values)
def test_what_json_can_say_comes_back(value: Any) -> None:
    assert decode_json(encode_json(value)) == value


@given(st.dictionaries(st.text(st.characters(codec="ascii")), st.integers(0, 9)))
def test_keys_are_sorted(value: dict[str, int]) -> None:
    assert list(json.loads(encode_json(value))) == sorted(value)


def test_infinities_are_read() -> None:
    assert decode_json(b'{"a": Infinity, "b": -Infinity}') == {"a": float("inf"), "b": -float("inf")}
    assert decode_json(b"[NaN]")[0] != decode_json(b"[NaN]")[0]


@given(st.binary(max_size=60))
def test_reading_fails_in_one_way_only(body: bytes) -> None:
    with contextlib.suppress(json.JSONDecodeError):
        decode_json(body)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"NaN" + b"[" * 50_000, b'"\\ud800"', b"\xffNaN", b"\xef\xbb\xbf{}"]
)
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        decode_json(body)
