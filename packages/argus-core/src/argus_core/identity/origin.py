"""Requests that another site makes a browser send."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_cross_site(headers: Mapping[str, str], *, host: str, base_url: str | None) -> bool:
    """Whether a browser says that the request comes from elsewhere.

    `Sec-Fetch-Site` decides where it is sent; else the host of `Origin` must be the request's or that of BASE_URL. A
    request with neither comes from no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        origin_host = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return origin_host not in {host.lower(), urlsplit(base_url or "").netloc.lower()} or not origin_host
