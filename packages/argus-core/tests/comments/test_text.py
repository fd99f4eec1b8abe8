"""Markup and mentions in comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.comments.text import mention_candidates, without_markup


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("@bob", [("bob",)]),
        ("see @bob, @bob.", [("bob",)]),
        ("mail me@example.com", [("example.com", "example")]),
        ("@first.last: look", [("first.last", "first")]),
        ("@a_b-c", [("a_b-c", "a")]),
        ("@bob-", [("bob",)]),
        ("@bob--x", [("bob--x", "bob")]),
        ("@_x", [("_x",)]),
        ("@ @- @. nobody", []),
        ("@" + "a" * 50, [("a" * 50, "a" * 39)]),
        ("@a@b", [("a",), ("b",)]),
    ],
)
def test_who_may_be_meant(text: str, candidates: list[tuple[str, ...]]) -> None:
    assert mention_candidates(text) == candidates


@given(st.text())
def test_markup_goes_once(text: str) -> None:
    once = without_markup(text)
    assert without_markup(once) == once
    assert not set("<>") & set(once)
