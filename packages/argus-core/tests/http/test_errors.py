"""What callers are told when something fails."""

from __future__ import annotations

import base64
import logging
from typing import Any

import pytest

from argus_core.errors import ErrorKind
from argus_core.identity.roles import Role
from argus_core.testing.world import World

JSON = {"content-type": "application/json"}
ITEMS = "/api/v1/probe/items"
COMPAT = {ErrorKind.FORBIDDEN: 403, ErrorKind.TOO_LARGE: 413, ErrorKind.TOO_MANY: 429}
HTTP = {
    ErrorKind.MALFORMED: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.REFUSED: 422,
    ErrorKind.TOO_MANY: 429,
    ErrorKind.UNEXPECTED: 500,
    ErrorKind.UPSTREAM: 502,
    ErrorKind.DATABASE: 503,
}


def is_envelope(body: Any) -> bool:
    """Whether a body is an error as clients can read it."""
    detail = body["response"]
    return (
        body["status"] == "error"
        and sorted(detail) == ["arguments", "exception", "message", "trace_id"]
        and len(base64.b64decode(detail["trace_id"], validate=True)) == 32
        and all(isinstance(argument, str) for argument in detail["arguments"])
        and detail["message"] == (detail["arguments"] or [""])[0]
    )


@pytest.mark.parametrize("kind", ErrorKind)
async def test_an_error_of_each_kind_in_both_modes(ask: Any, ask_http: Any, kind: ErrorKind) -> None:
    for client, status in ((ask, COMPAT.get(kind, 200)), (ask_http, HTTP[kind])):
        answer = await client("GET", f"/api/v1/probe/fails/{kind.name}")
        assert answer.status == status
        assert is_envelope(answer.json)
        assert answer.json["response"]["arguments"] == [f"this is {kind.name}", "and a detail"]
        assert answer.headers["x-argus-error"] == answer.exception == "ProbeError"
        assert answer.headers["content-type"] == "application/json"


async def test_an_unforeseen_error_tells_nothing_but_the_trace_id(ask: Any, ask_http: Any) -> None:
    for client, status in ((ask, 200), (ask_http, 500)):
        answer = await client("GET", "/api/v1/probe/fails/surprise")
        assert (answer.status, answer.exception) == (status, "InternalServerError")
        assert is_envelope(answer.json)
        assert b"secret" not in answer.body
        assert b"ZeroDivision" not in answer.body


async def test_a_page_that_fails_is_a_page_with_the_trace_id(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="argus.errors"):
        answer = await ask("GET", "/broken-page")
    assert answer.status == 500
    assert b"<title>500 Internal Server Error</title>" in answer.body
    assert b"secret" not in answer.body
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    trace_id = answer.body.decode().partition("<code>")[2].partition("</code>")[0]
    assert len(trace_id) == 44
    assert all(trace_id in record.getMessage() for record in caplog.records)
    assert len(caplog.records) == 3


async def test_trace_ids_are_new_each_time(ask: Any) -> None:
    answers = [await ask("GET", "/api/v1/probe/fails/NOT_FOUND") for _ in range(5)]
    assert len({answer.json["response"]["trace_id"] for answer in answers}) == 5


@pytest.mark.parametrize(
    ("headers", "body", "first", "more"),
    [
        (JSON, b'{"name": ', "400 Bad Request: The browser (or proxy) sent a request that this server", 1),
        (JSON, b"\xff\xfe{}", "400 Bad Request: The browser (or proxy) sent a request that this server", 1),
        (JSON, b'{"name": "\\ud800"}', "400 Bad Request: The browser (or proxy) sent a request that this server", 1),
        (JSON, b"[" * 100_000, "400 Bad Request: The browser (or proxy) sent a request that this server", 1),
        (JSON, b"", "body: this field is required", 0),
        (JSON, b"[1, 2]", "body: Input should be", 0),
        (JSON, b"null", "body: Input should be", 0),
        (JSON, b"{}", "name: this field is required", 0),
        (JSON, b'{"name": 7, "count": "many"}', "name: Input should be a valid string (and 1 more problem)", 0),
        (JSON, b'{"name": "n", "count": NaN}', "count: Input should be a finite number", 0),
        (JSON, b'{"name": "n", "colour": "blue"}', "colour: Input should be 'red'", 0),
        ({"content-type": "text/plain"}, b"{}", "Content-Type mismatch, expected application/json, got:", 1),
        ({}, b"{}", "Content-Type mismatch, expected application/json, got:", 1),
        ({}, b"", "Content-Type mismatch, expected application/json, got:", 1),
        (
            {"content-type": "application/x-www-form-urlencoded"},
            b"name=n",
            "Content-Type mismatch, expected application/json, got:",
            1,
        ),
    ],
)
async def test_malformed_bodies(ask_http: Any, headers: dict[str, str], body: bytes, first: str, more: int) -> None:
    answer = await ask_http("POST", ITEMS, headers=headers, body=body)
    assert answer.status == 400
    assert is_envelope(answer.json)
    assert answer.json["response"]["message"].startswith(first)
    assert len(answer.json["response"]["arguments"]) == 1 + more
    assert answer.exception == ("Exception" if first.startswith("Content-Type") else "BadRequest")


async def test_the_type_that_was_given_is_told(ask: Any) -> None:
    wrong = await ask("POST", ITEMS, headers={"content-type": "text/plain"}, body=b"{}")
    none = await ask("POST", ITEMS, body=b"{}")
    assert wrong.json["response"]["arguments"][1] == "text/plain"
    assert none.json["response"]["arguments"][1] == "null"


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/vnd.argus+json", "Application/JSON"]
)
async def test_json_content_types(ask: Any, kind: str) -> None:
    answer = await ask("POST", ITEMS, headers={"content-type": kind}, body=b'{"name": "n", "unknown": NaN}')
    assert answer.json == {"status": "ok", "response": "n"}


async def test_paths_and_parameters_that_do_not_fit(ask: Any) -> None:
    item = await ask("GET", f"{ITEMS}/not-an-id")
    assert (item.status, item.exception) == (200, "BadRequest")
    assert item.json["response"]["message"] == "item_id: badly formed hexadecimal UUID string"
    assert (await ask("GET", "/api/v1/probe/letters/many")).exception == "BadRequest"


async def test_a_failing_get_with_a_json_type_and_no_body(ask: Any) -> None:
    answer = await ask("GET", f"{ITEMS}/not-an-id", headers=JSON)
    assert is_envelope(answer.json)


@pytest.mark.parametrize("spelling", ["{%s}", "urn:uuid:%s", "%s"])
async def test_ids_in_any_form(ask: Any, spelling: str) -> None:
    text = "0D5B7A4E6F0C4D1C9A390D5F6A1E7B11"
    answer = await ask("GET", f"{ITEMS}/{spelling % text}")
    assert answer.json["response"] == "0d5b7a4e-6f0c-4d1c-9a39-0d5f6a1e7b11"


async def test_a_missing_field_of_a_form(ask: Any) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await ask("POST", "/form", headers=form, body=b"other=1")
    assert answer.status == 400
    assert b"name: this field is required" in answer.body


async def test_halves_of_surrogate_pairs_do_not_break_an_error(ask: Any) -> None:
    """The slow parser, which NaN needs, lets them through."""
    answer = await ask("POST", ITEMS, headers=JSON, body=b'{"name": "\\ud800", "colour": "\\ud800", "count": NaN}')
    assert is_envelope(answer.json)


async def test_callers_without_login_or_role(ask: Any, ask_http: Any, world: World) -> None:
    user = await world.account(Role.USER)
    login, admin = "/api/v1/probe/mine", "/admin/api/v1/probe/items"
    for path, headers, message in (
        (login, {}, "Authorization required"),
        (admin, {}, "Forbidden"),
        (admin, user.headers, "Forbidden"),
    ):
        answer = await ask("POST", path, headers=headers, body=b"{")
        assert (answer.status, answer.json) == (403, {"status": "error", "message": message})
        strict = await ask_http("POST", path, headers=headers, body=b"{")
        assert strict.json == {"status": "error", "message": message}
        assert strict.status == (403 if headers else 401)
        assert strict.headers.get("www-authenticate") == (None if headers else "token")


@pytest.mark.parametrize(
    ("authorization", "message"),
    [("token no-such-token", "User not found for supplied token"), ("token", "Malformed authorization header")],
)
async def test_bad_tokens(ask: Any, ask_http: Any, authorization: str, message: str) -> None:
    for client, status in ((ask, 200), (ask_http, 401)):
        answer = await client("GET", f"{ITEMS}/special", headers={"authorization": authorization, **JSON})
        assert (answer.status, answer.exception) == (status, "APIException")
        assert answer.json["response"]["arguments"] == [message]


async def test_pages_ignore_bad_tokens(ask: Any) -> None:
    assert (await ask("GET", "/page/", headers={"authorization": "token no-such-token"})).status == 200
