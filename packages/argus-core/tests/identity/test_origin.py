"""Requests from other sites."""

import pytest
from starlette.datastructures import Headers

from argus_core.identity.origin import is_cross_site

HOST = "argus.example:8080"
BASE = "https://argus.example"


def judged(base_url: str | None = BASE, host: str = HOST, **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return is_cross_site(Headers(named), host=host, base_url=base_url)


@pytest.mark.parametrize(
    ("site", "cross"),
    [
        ("same-origin", False),
        ("none", False),
        ("same-site", True),
        ("cross-site", True),
        ("", True),
        ("Same-Origin", True),
        ("something-new", True),
    ],
)
def test_the_browser_says_it(site: str, cross: bool) -> None:
    assert judged(Sec_Fetch_Site=site) is cross
    assert judged(Sec_Fetch_Site=site, Origin="https://evil.example") is cross
    assert judged(Sec_Fetch_Site=site, Origin=BASE) is cross


@pytest.mark.parametrize(
    ("origin", "cross"),
    [
        ("http://argus.example:8080", False),
        ("https://argus.example", False),
        ("http://argus.example", False),
        ("https://ARGUS.example", False),
        ("https://evil.example", True),
        ("https://argus.example.evil.example", True),
        ("https://argus.example:8443", True),
        ("https://argus.example@evil.example", True),
        ("null", True),
        ("", True),
        ("argus.example", True),
        ("https://[broken", True),
    ],
)
def test_else_the_origin_does(origin: str, cross: bool) -> None:
    assert judged(Origin=origin) is cross


def test_what_is_no_browser_may() -> None:
    assert not judged()
    assert not judged(base_url=None)


@pytest.mark.parametrize("base_url", [None, ""])
def test_without_a_base_url_the_host_counts(base_url: str | None) -> None:
    assert not judged(base_url, Origin="http://argus.example:8080")
    assert judged(base_url, Origin="https://argus.example")
    assert judged(base_url, Origin="null")


def test_no_host_fits_no_origin() -> None:
    assert judged(None, "", Origin="null")
    assert judged(None, "", Origin="https://evil.example")
    assert not judged(BASE, "", Origin="https://argus.example")


def test_hosts_ignore_case() -> None:
    assert not judged(None, "Argus.Example", Origin="https://argus.example")
