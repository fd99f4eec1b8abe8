"""Addresses by job and build number."""

from __future__ import annotations

import pytest

from argus_ui.runs.addresses import Address, readings


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("job/12", [Address("job", 12)]),
        ("a/b/12", [Address("a/b", 12)]),
        ("a/b/012", [Address("a/b", 12)]),
        ("a/b/12/events", [Address("a/b", 12, "events")]),
        ("a/1/runs", [Address("a", 1, "runs")]),
        ("a/b/12/13", [Address("a/b", 12, "13"), Address("a/b/12", 13)]),
        ("a/12/events/3", [Address("a/12/events", 3)]),
        ("a/12/13/14", [Address("a/12", 13, "14"), Address("a/12/13", 14)]),
        ("a/b", []),
        ("12", []),
        ("a/-3", []),
        ("a/٣", []),
        ("a/" + "9" * 40, []),
    ],
)
def test_what_an_address_may_mean(path: str, expected: list[Address]) -> None:
    assert list(readings(path)) == expected
