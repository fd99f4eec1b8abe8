"""Single settings inside a configuration."""

from __future__ import annotations

import json
from typing import Any

LONGEST_KEY = 65_000
"""Bytes of name and value together: they are the key of a partition, which the database limits to 64 KiB."""


def settings_of(config: str, content: str) -> dict[str, str]:
    """Settings by name, if the content is a JSON object; else none.

    A name is that of the configuration (dots and blanks as underscores) and the path of keys and list positions, joined
    by dots. A value is the scalar's text as Python writes it, `null` for an empty text. What is too long is left out.
    """
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(parsed, dict):
        return {}
    found: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [(config.replace(".", "_").replace(" ", "_"), parsed)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((f"{path}.{key}", item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((f"{path}.{place}", item) for place, item in reversed(list(enumerate(value))))
        else:
            found[path] = str(value) or "null"
    return {name: value for name, value in found.items() if len((name + value).encode(errors="replace")) < LONGEST_KEY}
