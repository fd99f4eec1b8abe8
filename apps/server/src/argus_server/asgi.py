"""The application as ASGI servers load it: `uvicorn --factory argus_server.asgi:create`."""

from __future__ import annotations

import os

from fastapi import FastAPI

from argus_core.config import Settings, load_settings
from argus_core.observability.logs import configure_logging
from argus_server.app import create_app


def create(settings: Settings | None = None) -> FastAPI:
    """The application for these settings, by default for the configuration of this machine."""
    settings = settings or load_settings()
    configure_logging(settings.app_log_level)
    return create_app(settings, validate_responses=os.environ.get("ARGUS_VALIDATE_RESPONSES") == "1")
