"""What JSON endpoints are given, and what they cannot have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, Body, Cookie, Depends, Form, Header, Path, Query, Response
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request

from argus_core.http.requests import ArgusRequest
from argus_core.http.routes import JsonRoute, JsonRoutes
from argus_core.identity.policy import OPEN

calls: list[str] = []


async def shared(word: Annotated[str, Query()] = "none") -> str:
    calls.append("shared")
    return word.upper()


async def nested(first: Annotated[str, Depends(shared)], number: Annotated[int, Path()]) -> tuple[str, int]:
    return first, number


async def everything(
    request: Request,
    number: Annotated[int, Path(alias="number")],
    pair: Annotated[tuple[str, int], Depends(nested)],
    again: Annotated[str, Depends(shared)],
    body: Annotated[dict[str, Any], Body()],
    tasks: BackgroundTasks,
    words: Annotated[list[str] | None, Query()] = None,
    x_kind: Annotated[str, Header()] = "plain",
) -> dict[str, Any]:
    tasks.add_task(calls.append, "afterwards")
    return {
        "method": request.method,
        "number": number,
        "pair": pair,
        "again": again,
        "body": body,
        "words": words,
        "kind": x_kind,
    }


def route_of(endpoint: Callable[..., Any]) -> JsonRoute:
    routes = JsonRoutes("/probe", name="probe", tags=["probe"])
    routes.post("/{number}", policy=OPEN)(endpoint)
    found = routes.routes[0]
    assert isinstance(found, JsonRoute)
    return found


def request(body: bytes, *, number: str = "7", query: str = "", content_type: str = "application/json") -> ArgusRequest:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    headers = [(b"content-type", content_type.encode()), (b"x-kind", b"special")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/probe/{number}",
        "path_params": {"number": number},
        "query_string": query.encode(),
        "headers": headers,
    }
    return ArgusRequest(scope, receive)


async def test_all_sources_and_each_dependency_once() -> None:
    calls.clear()
    answer = await route_of(everything)._call(request(b'{"a": [1]}', query="word=blue&words=x&words=y"))
    assert calls == ["shared"]
    assert bytes(answer.body) == (
        b'{"response":{"again":"BLUE","body":{"a":[1]},"kind":"special","method":"POST","number":7,'
        b'"pair":["BLUE",7],"words":["x","y"]},"status":"ok"}'
    )
    assert answer.background is not None
    await answer.background()
    assert calls == ["shared", "afterwards"]


async def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(RequestValidationError) as caught:
        await route_of(everything)._call(request(b"[]", number="seven"))
    assert [problem["loc"] for problem in caught.value.errors()] == [("path", "number"), ("path", "number"), ("body",)]


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"{", "application/json", "json_invalid"),
        (b"", "application/json", "missing"),
        (b"{}", "text/plain", "dict_type"),
        (b"\xff", "application/problem+json; charset=utf-8", "json_invalid"),
    ],
)
async def test_bodies_that_are_none(body: bytes, content_type: str, kind: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        await route_of(everything)._call(request(body, content_type=content_type))
    assert caught.value.errors()[0]["type"] == kind


async def cleaning() -> AsyncIterator[int]:
    yield 1


def blocking() -> int:
    return 1


async def takes_form(word: Annotated[str, Form()]) -> None:
    """A form."""


async def takes_cookie(word: Annotated[str, Cookie()]) -> None:
    """A cookie."""


async def takes_response(response: Response) -> None:
    """The response."""


async def takes_cleaning(value: Annotated[int, Depends(cleaning)]) -> None:
    """A dependency that cleans up."""


async def takes_blocking(value: Annotated[int, Depends(blocking)]) -> None:
    """A dependency that needs a thread."""


@pytest.mark.parametrize("endpoint", [takes_form, takes_cookie, takes_response, takes_cleaning, takes_blocking])
def test_what_no_json_endpoint_has_is_refused_when_it_is_declared(endpoint: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        route_of(endpoint)
