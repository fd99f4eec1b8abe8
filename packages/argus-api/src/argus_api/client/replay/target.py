"""From a recorded endpoint to a path of ours. The text comes from an upload and is not trusted to stay in its place."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

PREFIX = "/api/v1/client"
REFUSED = ("/replay/", "/ssh/")
_PLACEHOLDER = re.compile(r"\$(\w+)")
_FORBIDDEN = ("?", "#", "\\", "://")


class RefusedTarget(ValueError):
    """An endpoint that a replay must not call."""


def resolve(endpoint: str, location: dict[str, Any]) -> str:
    """The path below `/api/v1/client`; each value becomes one percent-encoded segment. Raises RefusedTarget."""
    if not endpoint.startswith("/"):
        raise RefusedTarget(f"the endpoint {endpoint!r} is no path")

    def value(match: re.Match[str]) -> str:
        if match[1] not in location:
            return match[0]
        return quote(str(location[match[1]]), safe="")

    path = _PLACEHOLDER.sub(value, endpoint)
    plain = unquote(path)
    if any(mark in path for mark in _FORBIDDEN) or any(part in (".", "..") for part in plain.split("/")):
        raise RefusedTarget(f"the endpoint {endpoint!r} leads elsewhere")
    if plain.startswith(REFUSED):
        raise RefusedTarget(f"the endpoint {endpoint!r} cannot be replayed")
    return path
