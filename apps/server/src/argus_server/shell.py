"""Routes of the server itself: health, metrics, static files, interactive documentation."""

from __future__ import annotations

import asyncio

from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from argus_core.core import core_of
from argus_core.http.envelope import JsonResponse, refusal
from argus_core.http.routes import PageRoutes
from argus_core.http.static import StaticFiles
from argus_core.identity.callers import OptionalCaller
from argus_core.identity.policy import LOGIN_REQUIRED, OPEN, UNSEEN
from argus_core.identity.roles import Role
from argus_core.observability.exposition import is_multiprocess
from argus_core.observability.metrics import RequestMetrics
from argus_server.readiness import problems
from argus_server.serving.figures import unmoved

shell_routes = PageRoutes("", name="shell", tags=["server"])


@shell_routes.route("/healthz", policy=UNSEEN, include_in_schema=False)
async def healthz() -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


@shell_routes.route("/readyz", policy=UNSEEN, include_in_schema=False)
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
    closed = is_multiprocess() or core.settings.metrics_require_login
    if closed and (caller is None or Role.SSH_TUNNEL_SERVER in caller.roles):
        return refusal(LOGIN_REQUIRED)
    accept, names = request.headers.get("accept"), request.query_params.getlist("name[]")
    body, content_type = await asyncio.to_thread(_exposition, core.metrics, accept, names)
    # Scrapers have always got it as it is.
    return Response(body, headers={"Content-Type": content_type, "Cache-Control": "no-cache, no-transform"})


def _exposition(metrics: RequestMetrics, accept: str | None, names: list[str]) -> tuple[bytes, str]:
    with unmoved():
        return metrics.exposition(accept, names)


@shell_routes.route("/s/{path:path}", policy=UNSEEN, name="static", include_in_schema=False)
async def static(path: str, request: Request) -> Response:
    """A static file of one of the packages."""
    return await core_of(request).of(StaticFiles).answer(request, path)


@shell_routes.route("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return JsonResponse(await asyncio.to_thread(request.app.openapi))  # the first time takes long


@shell_routes.route("/docs", include_in_schema=False)
async def docs() -> Response:
    """The API to look at and to try."""
    return get_swagger_ui_html(openapi_url="/openapi.json", title="Argus API")


@shell_routes.route("/redoc", include_in_schema=False)
async def redoc() -> Response:
    """The API to read."""
    return get_redoc_html(openapi_url="/openapi.json", title="Argus API")
