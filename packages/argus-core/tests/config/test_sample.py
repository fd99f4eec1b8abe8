"""The annotated sample file: complete, right, and safe to copy."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from argus_core.config import ConfigurationError, Settings, load_settings
from argus_core.config.settings import SECRET_FIELDS

SAMPLE = Path(__file__).parents[4] / "deploy" / "argus_web.example.yaml"
FIELDS = Settings.model_fields


@pytest.fixture(scope="module")
def keys() -> dict[str, object]:
    content = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_it_holds_every_key_and_no_other(keys: dict[str, object]) -> None:
    assert set(keys) == {name.upper() for name in FIELDS}


def test_each_key_has_one_comment_that_is_its_description() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    for name, field in FIELDS.items():
        position = next(number for number, line in enumerate(lines) if line.startswith(f"{name.upper()}:"))
        mark = "(required) " if field.is_required() else ""
        assert lines[position - 1] == f"# {mark}{field.description}"
        assert not lines[position - 2].startswith("# ") or lines[position - 2].startswith("# ----")


def test_it_shows_the_defaults_and_no_secret(keys: dict[str, object]) -> None:
    assert [keys[name.upper()] for name in SECRET_FIELDS] == [None] * len(SECRET_FIELDS)
    required = {"SECRET_KEY": "s", "SCYLLA_PASSWORD": "p"}
    as_shown = load_settings(required, environ={"ARGUS_CONFIG": str(SAMPLE)})
    for name, field in FIELDS.items():
        if not field.is_required():
            assert getattr(as_shown, name) == field.get_default(), name


def test_a_mere_copy_does_not_start_with_a_known_key() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environ={"ARGUS_CONFIG": str(SAMPLE)})
    faults = str(caught.value).splitlines()
    assert [fault.partition(":")[0] for fault in faults] == ["SECRET_KEY", "SCYLLA_PASSWORD"]
