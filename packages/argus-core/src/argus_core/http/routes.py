"""Routes with a declared policy: JSON endpoints that return values, pages that return responses.

`JsonRoutes` and `PageRoutes` collect the endpoints of a feature. The name of an endpoint is the dotted name of its group
plus that of its function. What an endpoint returns is put in the envelope and encoded once; its annotation types the
answer in the OpenAPI document, so nothing is validated twice (tests validate every answer against its type, see
`create_app(validate_responses=True)`).

The policy is checked before the body is read.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast, get_type_hints

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from argus_core.errors import ArgusError, BadRequest
from argus_core.http.envelope import (
    ErrorEnvelope,
    JsonResponse,
    Ok,
    Refusal,
    error_response,
    new_trace_id,
    ok,
    refusal,
    unexpected,
)
from argus_core.http.requests import ArgusRequest, explain
from argus_core.identity.policy import LOGIN, Policy, Refused

Endpoint = Callable[..., Awaitable[Any]]
E_ = TypeVar("E_", bound=Endpoint)
Handler = Callable[[Request], Awaitable[Response]]

log = logging.getLogger("argus.api")


class ArgusRoute(APIRoute):
    """A route that knows its policy; subclasses decide what errors look like."""

    @property
    def policy(self) -> Policy:
        """Who may call it."""
        policy: Policy = getattr(self.endpoint, "policy")  # noqa: B009  (set by the collectors below)
        return policy

    def get_route_handler(self) -> Any:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            asked = ArgusRequest(request.scope, request.receive)
            try:
                await self.policy.admit(asked, pages=isinstance(self, PageRoute))
                return await handle(asked)
            except Exception as error:
                return await self.on_error(asked, error)

        return guarded

    async def on_error(self, request: Request, error: Exception) -> Response:
        """The answer for an error of the guard, the request's types or the endpoint."""
        raise error


class JsonRoute(ArgusRoute):
    """Errors become the envelope; refusals are flat."""

    async def on_error(self, request: Request, error: Exception) -> Response:
        if isinstance(error, Refused):
            return refusal(error.message)
        known = as_argus_error(error, request)
        trace_id = new_trace_id()
        await log_error(request, error, known, trace_id, self.name)
        compat = request.app.state.core.settings.api_error_status == "compat"
        answer = error_response(known, trace_id, compat=compat)
        request.app.state.core.count_error(self.name, known.wire_name)
        return answer


class PageRoute(ArgusRoute):
    """Errors become pages or redirects; how is decided by the application (`app.state.page_errors`)."""

    async def on_error(self, request: Request, error: Exception) -> Response:
        answer: Response = await request.app.state.page_errors(request, error, self)
        return answer


def as_argus_error(error: Exception, request: Request) -> ArgusError:
    """What callers are told about an exception."""
    if isinstance(error, ArgusError):
        return error
    if isinstance(error, RequestValidationError):
        return explain(error, request)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return BadRequest(str(error.detail))
    return unexpected()


async def log_error(request: Request, error: Exception, known: ArgusError, trace_id: str, endpoint: str) -> None:
    """Expected errors in one line, others with their traceback; headers and body without secrets."""
    from argus_core.observability.logs import redact, redact_body

    if known.expected:
        log.info(
            "Endpoint %s responded with error %s: %s [trace %s]", endpoint, known.wire_name, known.message, trace_id
        )
        return
    log.error("Endpoint %s failed [trace %s]", endpoint, trace_id, exc_info=error)
    log.error("Headers of trace %s: %s", trace_id, redact(dict(request.headers)))
    body = getattr(request, "_body", b"")
    log.error("Body of trace %s: %s", trace_id, redact_body(body, request.headers.get("content-type")))


ERROR_ANSWERS: dict[int | str, dict[str, Any]] = {
    403: {"model": Refusal, "description": "The caller may not do this."},
    "default": {"model": ErrorEnvelope, "description": "Any other failure, when `API_ERROR_STATUS: http` is set."},
}


class _Routes:
    """What both collectors do."""

    route_class: type[ArgusRoute]

    def __init__(self, prefix: str, *, name: str, tags: Sequence[str]) -> None:
        self.name = name
        self.router = APIRouter(prefix=prefix, route_class=self.route_class, tags=list(tags), redirect_slashes=False)

    @property
    def routes(self) -> list[ArgusRoute]:
        """The collected routes, in order."""
        return [route for route in self.router.routes if isinstance(route, ArgusRoute)]

    def _add(self, path: str, methods: list[str], endpoint: Endpoint, policy: Policy, **options: Any) -> None:
        endpoint.policy = policy  # type: ignore[attr-defined]  # read by ArgusRoute.policy
        name = options.pop("name", None) or f"{self.name}.{getattr(endpoint, '__name__')}"  # noqa: B009
        extra = policy.openapi() | options.pop("openapi_extra", {})
        self.router.add_api_route(
            path,
            endpoint,
            methods=methods,
            name=name,
            operation_id=f"{name}.{methods[0].lower()}",
            openapi_extra=extra,
            **options,
        )


class JsonRoutes(_Routes):
    """Collects JSON endpoints below a path prefix."""

    route_class = JsonRoute

    def get(self, path: str, **options: Any) -> Callable[[E_], E_]:
        """Declare a GET endpoint (HEAD comes with it)."""
        return self._endpoint("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[E_], E_]:
        """Declare a POST endpoint."""
        return self._endpoint("POST", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[E_], E_]:
        """Declare a DELETE endpoint."""
        return self._endpoint("DELETE", path, **options)

    def _endpoint(
        self,
        method: str,
        path: str,
        *,
        policy: Policy = LOGIN,
        model: Any = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Callable[[E_], E_]:
        """`model` types the whole body of an answer that is not the usual envelope; `headers` go out with success."""

        def declare(endpoint: E_) -> E_:
            returns = get_type_hints(endpoint, include_extras=True).get("return", Any)
            plain = isinstance(returns, type) and issubclass(returns, Response)
            answer_type = model or (None if plain else Ok[returns])  # type: ignore[valid-type]  # a type made at run time
            adapter = functools.cache(lambda: TypeAdapter(cast("type[Any]", answer_type)))

            @functools.wraps(endpoint)
            async def enveloped(*args: Any, **kwargs: Any) -> Response:
                value = await endpoint(*args, **kwargs)
                if isinstance(value, Response):
                    return value
                response = JsonResponse(value if model else ok(value), headers=headers)
                if validate_responses:
                    adapter().validate_json(bytes(response.body))
                return response

            documented = (
                {"response_model": answer_type | ErrorEnvelope} if answer_type is not None else {"response_model": None}
            )
            self._add(
                path,
                [method],
                enveloped,
                policy,
                responses={**ERROR_ANSWERS, **options.pop("responses", {})},
                **(documented | options),
            )
            return endpoint

        return declare


validate_responses = False
"""Set by tests and by the conformance run: every JSON answer is validated against its declared type."""


class PageRoutes(_Routes):
    """Collects endpoints of pages: they return responses themselves."""

    route_class = PageRoute

    def route(self, path: str, *methods: str, policy: Policy = LOGIN, **options: Any) -> Callable[[E_], E_]:
        """Declare an endpoint for these methods (GET when none is named)."""

        def declare(endpoint: E_) -> E_:
            self._add(path, list(methods) or ["GET"], endpoint, policy, response_model=None, **options)
            return endpoint

        return declare
