"""How a JSON endpoint gets its arguments from a request.

The framework finds out once what an endpoint takes (`Dependant`): dependencies, parameters of the path, the query and
the headers, a body. Here that is read from each request, with the framework's own functions for values, in the
framework's order: the body is decoded, dependencies are called, values are checked; all problems are told at once.

The framework's own handler does this, too, and for every request makes ready what none of our JSON endpoints has:
dependencies that clean up or block, forms, changed responses, overridden dependencies. It takes three times as long.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

from fastapi import BackgroundTasks, params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.exceptions import RequestValidationError
from pydantic_core import PydanticUndefined
from starlette.requests import Request

from argus_core.http.requests import is_json

Values = dict[str, Any]
Problems = list[Any]
_UNKNOWN = (
    "cookie_params",
    "http_connection_param_name",
    "response_param_name",
    "security_scopes_param_name",
    "websocket_param_name",
)


class Arguments:
    """The arguments of one endpoint or dependency.

    embed_body: the body is an object with a key for each body parameter. Raises TypeError for what JSON endpoints do
    not have.
    """

    def __init__(self, taken: Dependant, *, embed_body: bool) -> None:
        _check(taken)
        self._dependencies = [
            (part.name, part.call, Arguments(part, embed_body=embed_body)) for part in taken.dependencies
        ]
        self._path = [(field.name, field.alias, field) for field in taken.path_params]
        self._query = taken.query_params
        self._headers = taken.header_params
        self._body = taken.body_params
        self._request = taken.request_param_name
        self._tasks = taken.background_tasks_param_name
        self._embed_body = embed_body

    async def of(self, request: Request, *, with_body: bool) -> tuple[Values, BackgroundTasks | None]:
        """By name, checked; and the work that may be added for after the answer.

        Raises RequestValidationError with all problems, and what dependencies raise.
        """
        body = await _decoded(request) if with_body else PydanticUndefined
        known: dict[Any, Any] = {}
        values, problems = await self._collect(request, body, known)
        if problems:
            raise RequestValidationError(problems, body=body)
        return values, known.get(BackgroundTasks)

    async def _collect(self, request: Request, body: Any, known: dict[Any, Any]) -> tuple[Values, Problems]:
        """known: results of dependencies, each of which is called once for a request; and the work for afterwards."""
        values: Values = {}
        problems: Problems = []
        for name, call, arguments in self._dependencies:
            if call not in known:
                given, wrong = await arguments._collect(request, body, known)
                if wrong:
                    problems += wrong
                    continue
                known[call] = await call(**given)  # type: ignore[misc]  # a coroutine function, see _check
            if name is not None:
                values[name] = known[call]
        for name, alias, field in self._path:  # a route that matched has all of them
            values[name], wrong = field.validate(request.path_params[alias], {}, loc=("path", alias))
            problems += wrong
        for fields, place in ((self._query, "query_params"), (self._headers, "headers")):
            if fields:
                found, wrong = request_params_to_args(fields, getattr(request, place))
                values |= found
                problems += wrong
        if self._body:
            found, wrong = await request_body_to_args(self._body, body, embed_body_fields=self._embed_body)
            values |= found
            problems += wrong
        if self._request is not None:
            values[self._request] = request
        if self._tasks is not None:
            values[self._tasks] = known.setdefault(BackgroundTasks, BackgroundTasks())
        return values, problems


def _check(taken: Dependant) -> None:
    call: Callable[..., Any] | None = taken.call
    named = [name for name in _UNKNOWN if getattr(taken, name)]
    if named:
        raise TypeError(f"{call} takes what no JSON endpoint has: {', '.join(named)}")
    if any(isinstance(field.field_info, params.Form) for field in taken.body_params):
        raise TypeError(f"{call} takes a form: declare it as a page")
    if not inspect.iscoroutinefunction(call):
        raise TypeError(f"{call} must be a coroutine function: others would need a thread, or be cleaned up after")


async def _decoded(request: Request) -> Any:
    """The body: decoded when it is JSON, else its bytes; undefined when there is none."""
    body = await request.body()
    if not body:
        return PydanticUndefined
    if not is_json(request.headers.get("content-type")):
        return body
    try:
        return await request.json()
    except json.JSONDecodeError as error:
        problem = {
            "type": "json_invalid",
            "loc": ("body", error.pos),
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": error.msg},
        }
        raise RequestValidationError([problem], body=error.doc) from error
