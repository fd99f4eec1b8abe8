"""Build numbers from job URLs."""

import pytest

from argus_core.runs.build_number import build_number


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://ci/job/x/17/", 17),
        ("https://ci/job/x/17", 17),
        ("https://ci/job/x/lastBuild/", None),
        ("", None),
        (None, None),
        ("/", None),
        ("https://ci/99999999999", None),
    ],
)
def test_the_last_segment_is_the_number(url: str | None, number: int | None) -> None:
    assert build_number(url) == number
