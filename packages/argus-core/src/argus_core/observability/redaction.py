"""Keeping secrets out of logs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

LONGEST_SHOWN = 4096
LONGEST_PARSED = 65_536
MASK = "***"
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
_SECRET_WORDS = ("token", "password", "secret")
_RAW = re.compile(
    r"""((?:[\w-]*(?:token|password|secret)[\w-]*)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|[^\s,&}]+)""", re.IGNORECASE
)


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in _SECRET_WORDS)


def redact(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with the values of secret ones masked."""
    return {
        name: MASK if name.lower() in _SECRET_HEADERS or name.lower().startswith("cf-") or _is_secret(name) else value
        for name, value in headers.items()
    }


def redact_body(body: bytes, content_type: str | None) -> str:
    """A body for the log: secret keys masked, cut at 4 KiB. Bodies that are too long or malformed are masked as text."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        return f"<multipart body of {len(body)} bytes>"
    text = body[:LONGEST_PARSED].decode("utf-8", "replace")
    if len(body) <= LONGEST_PARSED:
        if kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(text, keep_blank_values=True)
            return _cut(urlencode([(name, MASK if _is_secret(name) else value) for name, value in pairs]))
        try:
            return _cut(json.dumps(_masked(json.loads(text)), ensure_ascii=False))
        except (ValueError, RecursionError):
            pass
    return _cut(_RAW.sub(rf"\1{MASK}", text))


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: MASK if _is_secret(str(key)) else _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
