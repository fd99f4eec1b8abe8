"""Targets after a login."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.identity.redirects import safe_target, target_of


@pytest.mark.parametrize(
    "target",
    ["/", "/workspace", "/workspace?", "/a%20b?c=d&e=%2F", "/a//b", "/login?next=https://other", "/ä", "/a b", "/@x:y"],
)
def test_paths_of_this_server(target: str) -> None:
    assert safe_target(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "workspace",
        "//other",
        "///other",
        "/\\other",
        "\\\\other",
        "/a\\b",
        "https://other/",
        "https:/other",
        "javascript:alert(1)",
        " /workspace",
        "/\t/other",
        "/\n/other",
        "\n/workspace",
        "/a\r\nSet-Cookie: a=b",
        "/a\x00",
        "/a\x7f",
        "/a\x85b",
        "?a=b",
        "#a",
    ],
)
def test_everything_else_is_refused(target: str) -> None:
    assert safe_target(target) is None


@pytest.mark.parametrize("target", [None, True, 5, b"/workspace", ["/workspace"], {"/": 1}])
def test_what_is_no_text_is_refused(target: object) -> None:
    assert safe_target(target) is None


@given(st.text(max_size=20).map(lambda text: "/" + text))
def test_no_accepted_target_leaves_the_server(target: str) -> None:
    """Browsers drop tabs and line ends, and read a backslash as a slash."""
    if safe_target(target) is not None:
        seen = target.translate({9: None, 10: None, 13: None, ord("\\"): "/"}).strip()
        assert not seen.startswith("//")
        assert seen.startswith("/")


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("/workspace", "", "/workspace"),
        ("/workspace", "a=b", "/workspace?a=b"),
        ("/a%20b", "c=%2F", "/a%20b?c=%2F"),
        ("/", "", "/"),
    ],
)
def test_the_target_of_a_request(path: str, query: str, target: str) -> None:
    assert target_of(path, query) == target
    assert safe_target(target) == target
