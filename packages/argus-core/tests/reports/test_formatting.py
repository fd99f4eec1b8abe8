"""How values look in reports."""

from __future__ import annotations

from datetime import datetime

import pytest

from argus_core.clock import EPOCH
from argus_core.reports.formatting import duration, epoch_moment, link, moment, nemesis_emoji, status_color


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (None, "0 seconds"),
        (-5, "0 seconds"),
        (1.9, "1 second"),
        (61, "1 minute 1 second"),
        (3600, "1 hour"),
        (3 * 3600 + 5 * 60 + 9, "3 hours 5 minutes"),
        (2 * 86_400 + 59, "2 days 59 seconds"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_moments() -> None:
    assert moment(datetime(2024, 3, 1, 9, 5, 7, 999000)) == "01/03/2024 09:05:07"
    assert moment(None) == moment(EPOCH) == epoch_moment(0) == epoch_moment(None) == "#unknown"
    assert epoch_moment(1700000000) == "14/11/2023 22:13:20"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://x/y", "https://x/y"),
        ("HTTP://x", "HTTP://x"),
        ("javascript:alert(1)", None),
        ("ftp://x", None),
        (1.5, None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(value: object, address: str | None) -> None:
    assert link(value) == address


def test_colours_and_pictures() -> None:
    assert (status_color("failed"), status_color("error"), status_color(None)) == ("#dc3545", "#d63384", "#d63384")
    assert (nemesis_emoji("succeeded"), nemesis_emoji("terminated")) == ("✅", "🛑")
