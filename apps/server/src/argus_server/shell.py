"""Routes of the server itself: health, metrics, interactive documentation."""

from __future__ import annotations

import os

from argus_core.core import core_of
from argus_core.http.envelope import refusal
from argus_core.http.routes import PageRoutes
from argus_core.identity.callers import OptionalCaller
from argus_core.identity.policy import OPEN
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from argus_server.readiness import problems

shell_routes = PageRoutes("", name="shell", tags=["server"])


@shell_routes.route("/healthz", policy=OPEN, include_in_schema=False)
async def healthz() -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


@shell_routes.route("/readyz", policy=OPEN, include_in_schema=False)
async def readyz(request: Request) -> Response:
    """The process can serve: the database answers, its schema is complete, every package is loaded."""
    found = await problems(request.app)
    if any(problem.fatal for problem in found):
        return PlainTextResponse("\n".join(problem.text for problem in found), 503, {"Retry-After": "5"})
    return PlainTextResponse("\n".join(["ok", *(problem.text for problem in found)]))


@shell_routes.route("/metrics", policy=OPEN, name="prometheus_metrics", include_in_schema=False)
async def prometheus_metrics(request: Request, caller: OptionalCaller) -> Response:
    """Figures for Prometheus. With several worker processes a login is needed."""
    core = core_of(request)
    closed = "PROMETHEUS_MULTIPROC_DIR" in os.environ or core.settings.metrics_require_login
    if closed and (caller is None or "ROLE_SSH_TUNNEL_SERVER" in caller.roles):
        return refusal("Authorization required")
    body, content_type = core.metrics.exposition(request.headers.get("accept"), request.query_params.getlist("name[]"))
    return Response(body, headers={"Content-Type": content_type})


@shell_routes.route("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())


@shell_routes.route("/docs", include_in_schema=False)
async def docs() -> Response:
    """The API to look at and to try."""
    return get_swagger_ui_html(openapi_url="/openapi.json", title="Argus API")


@shell_routes.route("/redoc", include_in_schema=False)
async def redoc() -> Response:
    """The API to read."""
    return get_redoc_html(openapi_url="/openapi.json", title="Argus API")
