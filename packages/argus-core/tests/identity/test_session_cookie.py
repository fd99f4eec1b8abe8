"""The session cookie: known cookies of the old system, and everything that must count as no session."""

import base64
import json
import math
import string
import zlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from argus_core.identity.session_cookie import _serializer, decode_session, encode_session, read_session

SECRET = "contract-test-secret"
NOW = 1_750_000_000
MONTH = 2_678_400
USER = "7b0a3c52-9f1e-4d6b-8a27-c4f3e1d50b98"
VECTORS: list[tuple[dict[str, Any], str]] = [
    ({"manual_logout": True}, "eyJtYW51YWxfbG9nb3V0Ijp0cnVlfQ.aE7hgA.6Bp6wbn2k67Jxj92UgBBGIkfWPM"),
    (
        {"user_id": USER},
        "eyJ1c2VyX2lkIjoiN2IwYTNjNTItOWYxZS00ZDZiLThhMjctYzRmM2UxZDUwYjk4In0.aE7hgA.koP-iw_YJQsPZttnYK5hnz_p3Tw",
    ),
    (
        {
            "user_id": USER,
            "csrf_token": "0123456789abcdef" * 4,
            "_flashes": [("error", "Unauthorized, please login")],
            "redirect_target": "/workspace?",
        },
        ".eJyVjMsKgzAQRX9FZm2o79emX9FVkTAmEw2KkUmkUPHfm1_o6nI4nHvB6Yml1TBAO2VYqroQvclJVLqZRIdFK1RlSsp1nU19Bykoz0Y"
        "Gt9Iemywvyqpu2q7HSWky_3L8k2ZDv5CH4X1BEuIAMTuO6rXjGRbH9ks6TY6N0FOyudnuMN5jCkzaMqkgA_JMMYXHx_HqD1T0hPsHKMtEmQ"
        ".aE7hgA.N5RcMXI80m3L88AB_lxlq12oVFk",
    ),
]


def decoded(text: str, *, now: int = NOW, secret: str = SECRET) -> dict[str, Any]:
    return decode_session(text, secret, max_age=MONTH, now=now)


def payload_of(cookie: str) -> Any:
    """The JSON inside a cookie, taken apart by hand."""
    text = cookie.removeprefix(".").split(".")[0]
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return json.loads(zlib.decompress(raw) if cookie.startswith(".") else raw)


def signed(payload: Any) -> str:
    """A cookie with a right signature around any JSON, as somebody with the key could make it."""
    serializer = _serializer(SECRET, NOW)
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    return serializer.make_signer(serializer.salt).sign(text).decode()


@pytest.mark.parametrize(("data", "cookie"), VECTORS)
def test_cookies_of_the_old_system_are_read(data: dict[str, Any], cookie: str) -> None:
    assert decoded(cookie) == data


@pytest.mark.parametrize(("data", "cookie"), VECTORS)
def test_the_cookies_written_are_those_the_old_system_writes(data: dict[str, Any], cookie: str) -> None:
    assert encode_session(data, SECRET, now=NOW) == cookie


def test_the_time_of_writing_is_read_too() -> None:
    assert read_session(VECTORS[0][1], SECRET, max_age=MONTH, now=NOW + 60) == ({"manual_logout": True}, NOW)
    assert read_session("junk", SECRET, max_age=MONTH, now=NOW) == ({}, 0)


def test_without_a_given_time_the_clock_counts() -> None:
    assert decode_session(encode_session({"a": 1}, SECRET), SECRET, max_age=60) == {"a": 1}
    assert decode_session(encode_session({"a": 1}, SECRET, now=NOW), SECRET, max_age=60) == {}


@pytest.mark.parametrize(("age", "counts"), [(0, True), (MONTH, True), (MONTH + 1, False), (-1, False)])
def test_old_and_future_cookies_are_no_session(age: int, counts: bool) -> None:
    assert bool(decoded(VECTORS[0][1], now=NOW + age)) is counts


def test_another_key_is_no_session() -> None:
    assert decoded(VECTORS[0][1], secret="other") == {}


@pytest.mark.parametrize("position", range(0, len(VECTORS[0][1]), 5))
def test_a_changed_cookie_is_no_session(position: int) -> None:
    cookie = VECTORS[0][1]
    other = "A" if cookie[position] != "A" else "B"
    assert decoded(cookie[:position] + other + cookie[position + 1 :]) == {}


@pytest.mark.parametrize("junk", ["", ".", "..", "...", "a.b.c", ".eJ.aE7hgA.x", "é.ü.ß", "\ud800", "a" * 5000])
def test_junk_is_no_session(junk: str) -> None:
    assert decoded(junk) == {}


@pytest.mark.parametrize("payload", [[1, 2], "text", 5, None, True, {" t": [1]}, {" b": "YQ=="}])
def test_a_signed_payload_that_is_no_mapping_is_no_session(payload: Any) -> None:
    assert decoded(signed(payload)) == {}


@pytest.mark.parametrize(
    "value", [{" u": "no hex"}, {" u": 5}, {" d": "someday"}, {" d": None}, {" b": "a"}, {" t": 5}, {" di": [1]}]
)
def test_a_signed_payload_with_a_broken_tag_is_no_session(value: Any) -> None:
    assert decoded(signed({"key": value})) == {}


def test_a_signed_payload_that_nests_without_end_is_no_session() -> None:
    serializer = _serializer(SECRET, NOW)
    text = base64.urlsafe_b64encode(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}").rstrip(b"=")
    assert decoded(serializer.make_signer(serializer.salt).sign(text).decode()) == {}


@pytest.mark.parametrize(
    ("value", "tagged"),
    [
        ((1, "a"), {" t": [1, "a"]}),
        (UUID(USER), {" u": "7b0a3c529f1e4d6b8a27c4f3e1d50b98"}),
        (datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC), {" d": "Sun, 15 Jun 2025 15:06:40 GMT"}),
        (b"\x00\xff", {" b": "AP8="}),
        (Markup("<b>"), {" m": "<b>"}),
        ({" t": 1}, {" di": {" t__": 1}}),
        ({" t": (1,)}, {" di": {" t__": {" t": [1]}}}),
        ({" t": 1, "b": 2}, {" t": 1, "b": 2}),
        ([({"k": (b"a",)},)], [{" t": [{"k": {" t": [{" b": "YQ=="}]}}]}]),
    ],
)
def test_tags(value: Any, tagged: Any) -> None:
    assert payload_of(encode_session({"key": value}, SECRET, now=NOW)) == {"key": tagged}
    found = decoded(signed({"key": tagged}))["key"]
    assert found == value
    assert type(found) is type(value)


def test_a_time_without_zone_is_taken_for_utc() -> None:
    cookie = encode_session({"key": datetime(2025, 6, 15, 15, 6, 40)}, SECRET, now=NOW)
    assert decoded(cookie) == {"key": datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)}


def test_messages_given_as_lists_are_written_as_tuples() -> None:
    found = decoded(signed({"_flashes": [["error", "a"], {" t": ["message", "b"]}]}))
    assert found == {"_flashes": [["error", "a"], ("message", "b")]}
    assert decoded(encode_session(found, SECRET, now=NOW)) == {"_flashes": [("error", "a"), ("message", "b")]}
    assert found == {"_flashes": [["error", "a"], ("message", "b")]}, "the given session stays as it was"


def test_payloads_are_compressed_only_when_that_saves_room() -> None:
    short, long = encode_session({"a": "bc"}, SECRET, now=NOW), encode_session({"a": "b" * 500}, SECRET, now=NOW)
    assert not short.startswith(".")
    assert short.count(".") == 2
    assert long.startswith(".")
    assert long.count(".") == 3
    assert len(long) < 100


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False).filter(math.isfinite)
    | TEXTS
    | TEXTS.map(Markup)
    | st.binary(max_size=40)
    | st.uuids()
    # HTTP dates know whole seconds, and Python's parser of them the years from 1000 on.
    | st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)).map(lambda time: time.replace(microsecond=0))
)
KEYS = TEXTS | st.sampled_from([" t", " u", " d", " b", " m", " di", " t__", " di__", "__", ""])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=12,
)


def shape(value: Any) -> Any:
    """A value with its types: `==` alone takes 1 for True."""
    if isinstance(value, (list, tuple)):
        return type(value), [shape(item) for item in value]
    if isinstance(value, dict):
        return dict, {key: shape(item) for key, item in value.items()}
    return type(value), value


@given(st.dictionaries(KEYS.filter(lambda key: key != "_flashes"), VALUES, max_size=5))
def test_what_is_written_is_read(data: dict[str, Any]) -> None:
    assert shape(decoded(encode_session(data, SECRET, now=NOW))) == shape(data)


@given(st.text(alphabet=string.ascii_letters + string.digits + "-_.", max_size=120))
def test_no_guess_is_a_session(text: str) -> None:
    assert decoded(text) == {}
