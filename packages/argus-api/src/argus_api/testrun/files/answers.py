"""Redirects to links that must arrive as they are."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from argus_core.integrations import UPSTREAM_ANSWER

REDIRECT: dict[str, Any] = {
    "status_code": 302,
    "response_class": HTMLResponse,
    "response_description": "To the file; `Location` has its link.",
    "responses": UPSTREAM_ANSWER,
}
"""Options of an endpoint that answers a redirect."""


def to_link(link: str) -> Response:
    """A redirect. The link is sent byte for byte, as anything else breaks a signature; only what no header may hold
    (blanks, control characters, letters beyond ASCII) is percent-encoded."""
    sent = "".join(c if "!" <= c <= "~" else quote(c, errors="replace") for c in link)
    return HTMLResponse(f'<a href="{html.escape(sent)}">The file</a>\n', 302, {"Location": sent})
