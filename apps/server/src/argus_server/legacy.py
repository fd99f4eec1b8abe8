"""The old application beside ours, in the same process."""

from __future__ import annotations

import importlib
import logging

from a2wsgi import WSGIMiddleware
from argus_core.config import ConfigurationError, Settings
from starlette.types import ASGIApp

log = logging.getLogger("argus.server")


def load_legacy(settings: Settings) -> ASGIApp | None:
    """The configured WSGI application as an ASGI one; None when there is none."""
    name = settings.legacy_wsgi_app
    if not name:
        return None
    module, _, attribute = name.partition(":")
    try:
        application = getattr(importlib.import_module(module), attribute or "app")
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"LEGACY_WSGI_APP: {name!r} cannot be loaded: {error}") from error
    log.info("Everything that no package owns goes to the legacy application %s.", name)
    return WSGIMiddleware(application, workers=settings.legacy_threads)  # type: ignore[return-value,arg-type]  # ASGI by shape
