"""What people type into a search field: `release:`, `group:` and `type:` facets, and a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

_FACET = re.compile(r'(release|group|type):"?([\w.-]*)"?')
LONGEST_QUERY = 1000
"""Characters; no name is longer."""


@dataclass(frozen=True, slots=True)
class Query:
    """A typed query, ready to be compared: everything in lower case. All parts must fit."""

    text: str
    types: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def parse_query(typed: str) -> Query:
    """The facets of a query and what is left of it. Facets may be quoted and repeated; `Type:` is none."""
    facets: dict[str, list[str]] = {"type": [], "release": [], "group": []}
    for name, value in _FACET.findall(typed):
        facets[name].append(value.lower())
    # Decoded once more than the address was: clients encode what they put into it twice.
    text = unquote(_FACET.sub("", typed).strip()).lower()
    return Query(text, tuple(facets["type"]), tuple(facets["release"]), tuple(facets["group"]))


def as_uuid(typed: str) -> UUID | None:
    """The id that the whole query is, in any form; None when it is none."""
    try:
        return UUID(typed.strip())
    except ValueError:
        return None
