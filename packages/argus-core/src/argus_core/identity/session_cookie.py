"""The session cookie, in the format of the old system: both read each other's.

`payload.timestamp.signature`, made by itsdangerous' URL-safe timed serializer (salt `cookie-session`, HMAC-SHA1 with a
derived key). The payload is JSON in which values that JSON lacks are tagged: an object with one key such as `" t"`
stands for a tuple.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from markupsafe import Markup

SALT = "cookie-session"
FLASHES = "_flashes"
_TAGS = (" t", " u", " d", " b", " m", " di")


def _tag(value: Any) -> Any:
    """A value as the payload holds it."""
    if isinstance(value, tuple):
        return {" t": [_tag(item) for item in value]}
    if isinstance(value, UUID):
        return {" u": value.hex}
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return {" d": format_datetime(aware, usegmt=True)}
    if isinstance(value, bytes):
        return {" b": base64.b64encode(value).decode()}
    if isinstance(value, Markup):
        return {" m": str(value)}
    if isinstance(value, Mapping):
        tagged = {str(key): _tag(item) for key, item in value.items()}
        if len(tagged) == 1 and next(iter(tagged)).removesuffix("__") in _TAGS:
            ((key, item),) = tagged.items()
            return {" di": {f"{key}__": item}}
        return tagged
    if isinstance(value, list):
        return [_tag(item) for item in value]
    return value


_UNTAG: dict[str, Callable[[Any], Any]] = {
    " t": tuple,
    " u": UUID,
    " d": parsedate_to_datetime,
    " b": base64.b64decode,
    " m": Markup,
    " di": lambda item: {key.removesuffix("__"): value for key, value in item.items()},
}


def _untag(value: Any) -> Any:
    """The value that a payload stands for."""
    if isinstance(value, list):
        return [_untag(item) for item in value]
    if isinstance(value, dict):
        plain = {key: _untag(item) for key, item in value.items()}
        if len(plain) == 1:
            ((key, item),) = plain.items()
            if key in _UNTAG:
                return _UNTAG[key](item)
        return plain
    return value


class _TaggedJson:
    """The inner serializer."""

    @staticmethod
    def dumps(value: Any) -> str:
        return json.dumps(_tag(value), separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> Any:
        return _untag(json.loads(text))


class _Signer(TimestampSigner):
    """Its clock can be set."""

    def __init__(self, *args: Any, now: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = now

    def get_timestamp(self) -> int:
        return int(time.time()) if self._now is None else self._now


@lru_cache(maxsize=8)
def _serializer(secret: str, now: int | None) -> URLSafeTimedSerializer:
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha1, "now": now}
    return URLSafeTimedSerializer(secret, salt=SALT, serializer=_TaggedJson, signer=_Signer, signer_kwargs=options)


def encode_session(data: Mapping[str, Any], secret: str, *, now: int | None = None) -> str:
    """The cookie's text for a session; `now` in seconds since 1970. Messages given as pairs become tuples."""
    written = dict(data)
    if isinstance(written.get(FLASHES), list):
        written[FLASHES] = [
            tuple(flash) if isinstance(flash, list) and len(flash) == 2 else flash for flash in written[FLASHES]
        ]
    return str(_serializer(secret, now).dumps(written))


def decode_session(text: str, secret: str, *, max_age: int, now: int | None = None) -> dict[str, Any]:
    """The session that a cookie's text holds; empty for whatever `read_session` refuses."""
    return read_session(text, secret, max_age=max_age, now=now)[0]


def read_session(text: str, secret: str, *, max_age: int, now: int | None = None) -> tuple[dict[str, Any], int]:
    """The session and the time it was written (seconds since 1970).

    Whatever is invalid, older than `max_age` seconds, from the future, or no mapping is an empty session of time 0.
    """
    try:
        data, written = _serializer(secret, now).loads(text, max_age=max_age, return_timestamp=True)
    except (BadData, ValueError, TypeError, AttributeError, RecursionError):
        return {}, 0
    if not isinstance(data, dict):
        return {}, 0
    return data, int(written.timestamp())
