"""Regular expressions of clients."""

from __future__ import annotations

import time

import pytest

from argus_core.reports import table_filter
from argus_core.reports.table_filter import matching

NAMES = ["write - latencies", "read - latencies", "summary", "a" * 40]


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["latencies"], NAMES[:2]),
        (["^write", "mm.ry$"], ["write - latencies", "summary"]),
        (["(", "summary"], ["summary"]),
        (["(", "s[um]+ary"], ["summary"]),
        (["nothing", "no.thing"], []),
        ([], []),
    ],
)
async def test_names_in_which_an_expression_is_found(patterns: list[str], found: list[str]) -> None:
    assert await matching(NAMES, patterns) == set(found)


async def test_an_endless_expression_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_filter, "PATIENCE", 0.5)
    began = time.monotonic()
    assert await matching(NAMES, ["(a+)+b", "summary"]) == {"summary"}
    assert time.monotonic() - began < 5
