"""Where somebody goes after a login."""

from __future__ import annotations


def safe_target(text: object) -> str | None:
    """The target if it is a path on this server, else None: no scheme, no other host, no control characters."""
    if not isinstance(text, str) or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
        return None
    return text


def target_of(path: str, query: str) -> str:
    """What is remembered of a request: its path as it was sent, and its query if it has one."""
    return f"{path}?{query}" if query else path
