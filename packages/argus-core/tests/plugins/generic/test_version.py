"""Versions in their long form."""

import pytest

from argus_core.plugins.generic.version import short_version


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("2024.3.0~dev-0.20240924.abcdef12", "2024.3.0~dev"),
        ("5.4.0~rc1-20231010.12ab-1", "5.4.0~rc1"),
        ("6.0.1-20240101.aa-20240202.bb", "6.0.1-20240101.aa"),
        ("scylla 2024.1.4-0.20240301.deadbeef with build-id", "2024.1.4"),
        ("2024.1.3", None),
        ("", None),
    ],
)
def test_the_short_version_is_found(text: str, short: str | None) -> None:
    assert short_version(text) == short
