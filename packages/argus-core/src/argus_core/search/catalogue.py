"""Releases, groups and tests as search sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.hierarchy.service import Everything
from argus_core.search.query import Query


@dataclass(frozen=True, slots=True)
class Item:
    """A release, group or test with what it belongs to, and its names in lower case."""

    type: str
    row: Release | Group | Test
    group: Item | None
    release: Item | None
    label: str

    def fits(self, query: Query) -> bool:
        """Whether it is what a query asks for. An item without any name never is."""
        return (
            bool(self.label)
            and query.text in self.label
            and all(wanted == self.type for wanted in query.types)
            and all(self.release is not None and part in self.release.label for part in query.releases)
            and all(self.group is not None and part in self.group.label for part in query.groups)
        )

    @property
    def is_shown(self) -> bool:
        """Whether it and what it belongs to are enabled."""
        return bool(self.row.enabled) and all(of is None or bool(of.row.enabled) for of in (self.group, self.release))

    def hit(self) -> dict[str, Any]:
        """The answer that stands for it: its columns, and the same of its group and release."""
        return self.row.as_dict() | {
            "type": self.type,
            "group": self.group.hit() if self.group is not None else None,
            "release": self.release.hit() if self.release is not None else None,
        }


class Catalogue:
    """All that can be found, in the order of answers: releases, groups, tests."""

    def __init__(self, everything: Everything) -> None:
        self.source = everything
        releases = {row.id: Item("release", row, None, None, _label(row)) for row in everything.releases}
        groups = {row.id: _group(row, releases) for row in everything.groups}
        tests = [_test(row, groups, releases) for row in everything.tests]
        items = [*releases.values(), *groups.values(), *tests]
        self._shown: Sequence[Item] = [item for item in items if item.is_shown]

    def find(self, query: Query, release_id: UUID | None) -> Iterator[Item]:
        """What fits; with a release only what is inside it."""
        for item in self._shown:
            if item.fits(query) and (release_id is None or getattr(item.row, "release_id", None) == release_id):
                yield item


def _group(row: Group, releases: dict[UUID | None, Item]) -> Item:
    return Item("group", row, None, releases.get(row.release_id), _label(row))


def _test(row: Test, groups: dict[UUID | None, Item], releases: dict[UUID | None, Item]) -> Item:
    return Item("test", row, groups.get(row.group_id), releases.get(row.release_id), _label(row))


def _label(row: Release | Group | Test) -> str:
    """The name that is searched: the one for people, else the other."""
    return (row.pretty_name or row.name or "").lower()
