"""The text of comments: markup taken out, and who is mentioned."""

from __future__ import annotations

import re

_RUN = re.compile(r"@([A-Za-z0-9._-]+)")
_GITHUB_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}")


def without_markup(text: str) -> str:
    """The text with `<` and `>` escaped and nothing else, so that doing it again changes nothing."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def mention_candidates(text: str) -> list[tuple[str, ...]]:
    """For each `@` the account names that may be meant, best first.

    Account names may hold dots, underscores and hyphens, and sentences go on behind them: the longest run of such
    characters counts, then what GitHub takes for a name at its start.
    """
    found: dict[tuple[str, ...], None] = {}
    for place in _RUN.finditer(text):
        longest = place.group(1).rstrip(".-")
        short = _GITHUB_NAME.match(longest)
        names = [longest, short.group()] if short else [longest]
        found[tuple(dict.fromkeys(name for name in names if name))] = None
    found.pop((), None)
    return list(found)
