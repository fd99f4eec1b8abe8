"""Minimal pages, for answers that must not depend on anything."""

from __future__ import annotations

import html
from http import HTTPStatus

from starlette.responses import HTMLResponse

# Nothing on these pages is loaded or run, whatever a text may hold.
_CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS = {"Content-Security-Policy": _CLOSED}
_KNOWN = frozenset(status.value for status in HTTPStatus)


def plain_page(status: int, text: str = "", trace_id: str = "") -> HTMLResponse:
    """A page that says what went wrong; everything on it is escaped."""
    phrase = HTTPStatus(status).phrase if status in _KNOWN else "Error"
    shown = f"<p>{html.escape(text)}\n" if text else ""
    trace = f"<p>Trace id: <code>{html.escape(trace_id)}</code>\n" if trace_id else ""
    page = (
        f"<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<title>{status} {phrase}</title>\n"
        f"<h1>{phrase}</h1>\n{shown}{trace}"
    )
    return HTMLResponse(page, status, _HEADERS)
