"""Single settings inside configurations."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.run_configuration.settings import settings_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner), max_leaves=30
)


def test_a_path_and_a_text_for_each_scalar() -> None:
    content = (
        '{"a": {"b": [1, {"two": "2"}, [true, null]]}, "empty": "", "x": 1e3, "none": {}, "big": 12345678901234567890}'
    )
    assert settings_of("my config.yaml", content) == {
        "my_config_yaml.a.b.0": "1",
        "my_config_yaml.a.b.1.two": "2",
        "my_config_yaml.a.b.2.0": "True",
        "my_config_yaml.a.b.2.1": "None",
        "my_config_yaml.empty": "null",
        "my_config_yaml.x": "1000.0",
        "my_config_yaml.big": "12345678901234567890",
    }


def test_of_equal_names_the_last_counts() -> None:
    assert settings_of("c", '{"a": 1, "a": 2, "b.c": 3, "b": {"c": 4}}') == {"c.a": "2", "c.b.c": "4"}


@pytest.mark.parametrize("content", ["plain: yaml", "", "[1, 2]", "5", "{", '{"a":' * 100_000])
def test_other_texts_have_no_settings(content: str) -> None:
    assert settings_of("c", content) == {}


def test_what_is_too_long_for_a_key_is_left_out() -> None:
    assert settings_of("c", json.dumps({"long": "ä" * 40_000, "short": "x"})) == {"c.short": "x"}


@given(st.dictionaries(st.text(max_size=5), TREES))
def test_every_setting_has_a_text(tree: dict[str, object]) -> None:
    found = settings_of("c", json.dumps(tree))
    assert all(name.startswith("c.") and value for name, value in found.items())
    assert len(found) <= _scalars(tree)


def _scalars(value: object) -> int:
    if isinstance(value, dict):
        return sum(_scalars(item) for item in value.values())
    return sum(_scalars(item) for item in value) if isinstance(value, list) else 1
