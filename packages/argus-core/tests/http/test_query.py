from __future__ import annotations

import pytest

from argus_core.http.query import first


@pytest.mark.parametrize(
    ("values", "value"), [(None, None), ([], None), ([""], None), (["", "b"], None), (["a", "b"], "a"), (["a"], "a")]
)
def test_the_first_value_counts_and_an_empty_one_is_none(values: list[str] | None, value: str | None) -> None:
    assert first(values) == value
