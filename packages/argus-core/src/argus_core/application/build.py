"""The application: routes of the enabled packages, what surrounds every request, start and end."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from argus_core.application.composition import Composition
from argus_core.application.documents import openapi_schema
from argus_core.application.errors import page_error
from argus_core.application.heap import settled_heap
from argus_core.application.version import running_version
from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.http import routes as http_routes
from argus_core.http.dispatch import Dispatcher
from argus_core.http.middleware import RequestMiddleware
from argus_core.http.routes import ArgusRoute
from argus_core.identity.session import SessionMiddleware
from argus_core.jobs import JobTable, scheduled
from argus_core.observability.exposition import mark_worker_dead
from argus_core.observability.metrics import RequestMetrics

log = logging.getLogger("argus.server")


def build(
    settings: Settings,
    composition: Composition,
    *,
    own_routes: Sequence[ArgusRoute] = (),
    fallback: ASGIApp | None = None,
    metrics: RequestMetrics | None = None,
    validate_responses: bool = False,
    run_jobs: bool = False,
) -> FastAPI:
    """The application of these packages.

    own_routes come before those of the packages. fallback gets every request that no route owns (a legacy
    application). validate_responses holds every JSON answer against its declared type (tests). run_jobs: take part in
    the periodic work of the packages. The database is connected when the application starts and closed when it ends.
    """
    counted = metrics or RequestMetrics()
    routes = _Routes(own_routes, composition, fallback, settings.max_content_length)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            counted.announce()
            stack.callback(mark_worker_dead, os.getpid())
            database = await Database.connect(settings)
            stack.push_async_callback(database.close)
            app.state.core = core = Core(
                settings,
                database,
                counted,
                templates=[folder for blueprint in composition.enabled for folder in blueprint.templates],
                static=[folder for blueprint in composition.enabled for folder in blueprint.static],
            )
            await _enter(stack, core, composition)
            routes.mount(app)  # without those of packages that failed to start
            stack.enter_context(settled_heap())
            jobs = core.of(JobTable)
            jobs.declare([job for blueprint in composition.enabled for job in blueprint.jobs])
            if run_jobs:
                await stack.enter_async_context(scheduled(core))
            log.info("Ready.")
            yield

    http_routes.validate_responses = validate_responses
    app = FastAPI(title="Argus", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.version = running_version()
    app.state.composition = composition
    app.state.page_errors = page_error
    routes.mount(app)
    app.openapi = lambda: openapi_schema(app)  # type: ignore[method-assign]  # the documented way to replace it
    app.middleware_stack = _surrounded(routes.dispatcher, settings, counted, framework=app.router.app)
    return app


class _Routes:
    """The routes of the server and of the packages that are on."""

    def __init__(
        self, own: Sequence[ArgusRoute], composition: Composition, fallback: ASGIApp | None, max_body: int | None
    ) -> None:
        self._own = own
        self._composition = composition
        self.dispatcher = Dispatcher([], fallback=fallback, max_body=max_body)

    def mount(self, app: FastAPI) -> None:
        """Make the application serve them; again when a package is gone."""
        routes = [*self._own, *(route for b in self._composition.enabled for route in b.routes)]
        if routes == self.dispatcher.routes:
            return
        self.dispatcher.replace(routes)
        app.router.routes[:] = routes
        app.openapi_schema = None
        app.state.dispatcher = self.dispatcher


def _surrounded(dispatcher: ASGIApp, settings: Settings, metrics: RequestMetrics, *, framework: ASGIApp) -> ASGIApp:
    """The layers around the routes, outermost first: request, session, dispatcher.

    They stand for those that the framework would build: errors are answered by routes and by the outermost layer.
    What is no request (start and end of the process) goes to the framework.
    """
    sessions = SessionMiddleware(
        dispatcher,
        secret=settings.secret_key.get_secret_value(),
        cookie_name=settings.session_cookie_name,
        path=settings.session_cookie_path or settings.application_root,
        domain=settings.session_cookie_domain,
        httponly=settings.session_cookie_httponly,
        secure=settings.session_cookie_secure,
        samesite=settings.session_cookie_samesite,
        max_age=settings.permanent_session_lifetime,
        base_url=settings.base_url,
    )
    requests = RequestMiddleware(sessions, metrics=metrics, compat=settings.api_error_status == "compat")

    async def layers(scope: Scope, receive: Receive, send: Send) -> None:
        await (requests if scope["type"] == "http" else framework)(scope, receive, send)

    return layers


async def _enter(stack: AsyncExitStack, core: Core, composition: Composition) -> None:
    """Start the packages. One that fails to start is named and taken out, unless it is required."""
    for blueprint in list(composition.enabled):
        if blueprint.lifespan is None:
            continue
        try:
            await stack.enter_async_context(blueprint.lifespan(core))
        except Exception as error:
            if blueprint.name in core.settings.blueprints_required:
                raise
            composition.fail(blueprint.name, error)
