"""Routes with a declared policy: JSON endpoints that return values, pages that return responses.

`JsonRoutes` and `PageRoutes` collect the endpoints of a feature. The name of an endpoint is the dotted name of its
group plus that of its function. What an endpoint returns is put in the envelope and encoded once; its annotation types
the answer in the OpenAPI document, so nothing is validated twice (tests validate every answer against its type, see
`create_app(validate_responses=True)`).

The policy is checked before the body is read.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any, TypeVar, cast, get_type_hints

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from argus_core.errors import ArgusError, BadRequest, PayloadTooLarge, Unauthenticated
from argus_core.http.arguments import Arguments
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
from argus_core.http.repeats import HEADER, RepeatedRequests, key_of
from argus_core.http.requests import ArgusRequest, explain
from argus_core.identity.policy import LOGIN, SAFE_METHODS, Policy, Refused
from argus_core.observability.failures import log_answered_error
from argus_core.observability.request import record_of

Endpoint = Callable[..., Awaitable[Any]]
E_ = TypeVar("E_", bound=Endpoint)
Handler = Callable[[Request], Awaitable[Response]]


class ArgusRoute(APIRoute):
    """A route that knows its policy; subclasses decide what errors look like."""

    @property
    def policy(self) -> Policy:
        """Who may call it."""
        policy: Policy = getattr(self.endpoint, "policy")  # noqa: B009  (set by the collectors below)
        return policy

    async def respond(self, request: Request, handle: Handler) -> Response:
        """The answer: of the endpoint when the policy admits the request, else that for the error."""
        try:
            await self._admit(request)
            return await self.answer(request, handle)
        except Exception as error:
            return await self.on_error(request, error)

    async def answer(self, request: Request, handle: Handler) -> Response:
        """The answer of the endpoint to an admitted request."""
        return await handle(request)

    async def _admit(self, request: Request) -> None:
        try:
            await self.policy.admit(request, pages=isinstance(self, PageRoute))
        except Unauthenticated:
            record_of(request.scope).bad_token = True
            raise

    async def on_error(self, request: Request, error: Exception) -> Response:
        """The answer for an error of the guard, the request's types or the endpoint."""
        raise error


class JsonRoute(ArgusRoute):
    """Errors become the envelope; refusals are flat. A request that carries a name is carried out once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arguments = Arguments(self.dependant, embed_body=self._embed_body_fields)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self.respond(ArgusRequest(scope, receive), self._call)
        await answer(scope, receive, send)

    async def _call(self, request: Request) -> Response:
        arguments, afterwards = await self._arguments.of(request, with_body=self.body_field is not None)
        answer: Response = await self.endpoint(**arguments)
        answer.background = answer.background or afterwards
        return answer

    async def answer(self, request: Request, handle: Handler) -> Response:
        key = key_of(request) if request.method not in SAFE_METHODS and HEADER in request.headers else None
        if key is None or request.state.caller is None:
            return await handle(request)
        repeats, user_id = request.app.state.core.of(RepeatedRequests), request.state.caller.id
        first: Response | None = await repeats.first_answer(user_id, key)
        if first is not None:
            return first
        answer = await handle(request)
        await repeats.keep(user_id, key, answer)
        return answer

    async def on_error(self, request: Request, error: Exception) -> Response:
        compat = request.app.state.core.settings.api_error_status == "compat"
        if isinstance(error, Refused):
            return refusal(error.message, 401 if error.anonymous and not compat else 403)
        known = as_argus_error(error, request)
        trace_id = new_trace_id()
        log_error(request, error, known, trace_id, self.name)
        answer = error_response(known, trace_id, compat=compat)
        request.app.state.core.count_error(self.name, known.wire_name)
        return answer


class PageRoute(ArgusRoute):
    """Errors become pages or redirects; how is decided by the application (`app.state.page_errors`)."""

    def get_route_handler(self) -> Any:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            return await self.respond(ArgusRequest(request.scope, request.receive), handle)

        return guarded

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as stack:  # closes uploaded files
            scope["fastapi_middleware_astack"] = stack
            await self.app(scope, receive, send)

    async def on_error(self, request: Request, error: Exception) -> Response:
        answer: Response = await request.app.state.page_errors(request, error, self)
        return answer


def as_argus_error(error: Exception, request: Request) -> ArgusError:
    """What callers are told about an exception."""
    if isinstance(error, ArgusError):
        return error
    if isinstance(error, RequestValidationError):
        return explain(error, request)
    if isinstance(error, HTTPException) and error.status_code == 413:
        return PayloadTooLarge(str(error.detail))
    if isinstance(error, HTTPException) and error.status_code < 500:
        return BadRequest(str(error.detail))
    if isinstance(error, ClientDisconnect):
        return BadRequest("The connection was closed before the request was complete.")
    return unexpected()


def log_error(request: Request, error: Exception, known: ArgusError, trace_id: str, endpoint: str) -> None:
    """Write an error to the log, with the request's headers and what was read of its body."""
    body: bytes = getattr(request, "_body", b"")
    log_answered_error(error, known, trace_id, endpoint=endpoint, headers=request.headers, body=body)


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
        function: str = getattr(endpoint, "__name__")  # noqa: B009
        if getattr(endpoint, "policy", policy) != policy:
            raise ValueError(f"{function} is declared twice with different policies")
        endpoint.policy = policy  # type: ignore[attr-defined]  # read by ArgusRoute.policy
        name = options.pop("name", None) or f"{self.name}.{function}"
        extra = policy.openapi() | options.pop("openapi_extra", {})
        for method in methods:
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                name=name,
                operation_id=f"{self.name}.{function}.{method.lower()}",
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
                {"response_model": None, "response_class": returns}
                if answer_type is None
                else {"response_model": answer_type | ErrorEnvelope}
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
            documented = {"response_model": None, "response_class": HTMLResponse} | options
            self._add(path, list(methods) or ["GET"], endpoint, policy, **documented)
            return endpoint

        return declare
