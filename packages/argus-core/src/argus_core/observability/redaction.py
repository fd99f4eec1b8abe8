"""Keeping secrets out of logs.

Whoever can make a request fail chooses the text that is looked at here: every pattern is linear in its length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

LONGEST_SHOWN = 4096
"""Bytes of a body that a log shows."""
LONGEST_PARSED = 65_536
"""Bytes of a body that are looked at."""
MASK = "***"
_SECRET_HEADERS = frozenset({"cookie", "set-cookie"})
_SECRET_WORDS = (
    "authorization",
    "token",
    "password",
    "passwd",
    "secret",
    "api_key",
    "api-key",
    "apikey",
    "private_key",
    "signature",
    "credential",
)
_SECRET_PARAMETERS = frozenset({"code", "state"})  # what an OAuth provider sends back
# `"password": "…"`, `token=…`, `secret: [...]`, `<password>…<`; quotes may be escaped. Repetitions are bounded or
# followed by what they cannot contain, so that no position is tried twice.
_PAIR = re.compile(
    rf"""((?:{"|".join(_SECRET_WORDS)})[\w-]{{0,40}}\\?["']?\s{{0,8}}[:=>]\s{{0,8}})"""
    r"""("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\[[^\]]*|\{[^}]*|(?:bearer|token|basic)\s[^\s,&}\]<]+|[^\s,&}\]<]+)""",
    re.IGNORECASE | re.DOTALL,
)
_SCHEME = re.compile(r"\b(bearer|token|basic)\s{1,8}[\w.~+/=-]{16,}", re.IGNORECASE)


def redact(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with the values of secret ones masked."""
    return {name: MASK if _is_secret_header(name) else value for name, value in headers.items()}


def redact_query(query: str) -> str:
    """A query string with the values of secret parameters masked."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(_is_secret(name) or name in _SECRET_PARAMETERS for name, _ in pairs):
        return query
    masked = [(name, MASK if _is_secret(name) or name in _SECRET_PARAMETERS else value) for name, value in pairs]
    return urlencode(masked, safe="*")


def redact_body(body: bytes, content_type: str | None) -> str:
    """A body for the log: secrets masked, cut at 4 KiB.

    JSON and forms of at most 64 KiB are parsed and masked by their keys; longer or malformed ones are masked as text.
    Of uploads and binary bodies only the size is told.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        return f"<multipart body of {len(body)} bytes>"
    if b"\0" in body[:LONGEST_SHOWN]:
        return f"<binary body of {len(body)} bytes>"
    if kind == "application/x-www-form-urlencoded":
        return _cut(_masked_form(_text(body[:LONGEST_PARSED])))
    if len(body) <= LONGEST_PARSED:
        try:
            return _cut(json.dumps(_masked(json.loads(body)), ensure_ascii=False))
        except (ValueError, RecursionError):
            pass
    # Masking shortens, so a bit more than what is shown is looked at.
    return _cut(_masked_text(_text(body[: 4 * LONGEST_SHOWN])))


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in _SECRET_WORDS)


def _is_secret_header(name: str) -> bool:
    lowered = name.lower()
    return lowered in _SECRET_HEADERS or lowered.startswith("cf-access-") or _is_secret(lowered)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: MASK if _is_secret(key) else _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return _masked_text(value) if isinstance(value, str) else value


def _masked_form(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True)
    masked = [(name, MASK if _is_secret(name) else _masked_text(value)) for name, value in pairs]
    return urlencode(masked, safe="*")


def _masked_text(text: str) -> str:
    return _SCHEME.sub(rf"\1 {MASK}", _PAIR.sub(rf"\1{MASK}", text))


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _cut(text: str) -> str:
    """At most 4 KiB of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= LONGEST_SHOWN else encoded[:LONGEST_SHOWN].decode("utf-8", "ignore") + "…"
