"""Composition: the packages that are on, the routes of the server itself, and the legacy application behind them."""

from __future__ import annotations

from fastapi import FastAPI

from argus_core.application import build, compose
from argus_core.config import Settings
from argus_core.observability.metrics import RequestMetrics
from argus_server.legacy import load_legacy
from argus_server.shell import shell_routes


def create_app(
    settings: Settings, *, validate_responses: bool = False, metrics: RequestMetrics | None = None
) -> FastAPI:
    """The server's application for these settings."""
    return build(
        settings,
        compose(settings),
        own_routes=shell_routes.routes,
        fallback=load_legacy(settings),
        metrics=metrics,
        validate_responses=validate_responses,
        run_jobs=settings.jobs_enabled,
    )
