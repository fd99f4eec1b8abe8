"""Where somebody goes after a login."""

from __future__ import annotations

import unicodedata


def safe_target(text: object) -> str | None:
    """The target if it is a path on this server, else None: no scheme, no other host, no control characters."""
    if not isinstance(text, str) or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(unicodedata.category(character) == "Cc" for character in text):
        return None
    return text


def target_of(path_raw: str, query: str) -> str:
    """What is remembered of a request: its path as it was sent, and its query if it has one."""
    return f"{path_raw}?{query}" if query else path_raw
