"""Rendering."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from argus_core.http.encoding import encode_json

if TYPE_CHECKING:
    from argus_core.core import Core

OWN = Path(__file__).parent / "templates"
# What may break out of a script element, an attribute or a line of a script, as JSON escapes.
_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}


def tojson(value: Any) -> Markup:
    """JSON that is safe inside a script element."""
    return Markup(encode_json(value).decode().translate(_UNSAFE))  # noqa: S704  (escaped just now)


class Pages:
    """Renders templates of all packages."""

    def __init__(self, core: Core) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in (*core.templates, OWN)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["tojson"] = tojson

    def render(
        self,
        request: Request,
        template: str,
        *,
        title: str,
        status: int = 200,
        inline_styles: bool = False,
        **context: Any,
    ) -> HTMLResponse:
        """A page. Takes the pending flash messages with it.

        `inline_styles` lets elements carry a `style` attribute, which interactive components need.
        """
        nonce = secrets.token_urlsafe(16)
        caller = getattr(request.state, "caller", None)
        session = request.state.session
        flashes = session.take_flashes()
        impersonating = caller is not None and caller.by_cookie and bool(session.get("original_user"))
        page = self._environment.get_template(template).render(
            title=title,
            caller=caller,
            flashes=flashes,
            impersonating=impersonating,
            nonce=nonce,
            path=request.url.path,
            **context,
        )
        return HTMLResponse(page, status, {"Content-Security-Policy": policy(nonce, inline_styles=inline_styles)})


def policy(nonce: str, *, inline_styles: bool = False) -> str:
    """The Content-Security-Policy of a page: no script without the page's nonce, nothing from other hosts but pictures.

    Screenshots are in object storage, and result tables may name pictures anywhere.
    """
    styles = "'unsafe-inline'" if inline_styles else f"'nonce-{nonce}'"
    return (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self' https://github.com; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self' {styles}; img-src 'self' data: blob: https:"
    )
