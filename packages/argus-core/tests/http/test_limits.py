"""Bodies beyond the limit (10,000 bytes here)."""

from __future__ import annotations

from typing import Any

from argus_core.identity.roles import Role
from argus_core.testing.world import World

JSON = {"content-type": "application/json"}
LARGE = b'{"name": "' + b"x" * 10_000 + b'"}'


def pieces(body: bytes) -> list[bytes]:
    """The body as it comes without a length."""
    return [body[start : start + 4096] for start in range(0, len(body), 4096)]


async def test_a_body_of_exactly_the_limit_passes(ask: Any) -> None:
    body = b'{"name": "' + b"x" * (10_000 - 12) + b'"}'
    assert len(body) == 10_000
    assert (await ask("POST", "/api/v1/probe/items", headers=JSON, body=body)).json["status"] == "ok"
    assert (await ask("POST", "/api/v1/probe/items", headers=JSON, body=pieces(body))).json["status"] == "ok"


async def test_a_larger_body_is_refused_whether_its_length_is_known_or_not(ask: Any, reached: list[str]) -> None:
    for body in (LARGE, pieces(LARGE)):
        answer = await ask("POST", "/api/v1/probe/items", headers=JSON, body=body)
        assert (answer.status, answer.exception) == (413, "PayloadTooLarge")
        assert answer.headers["x-argus-error"] == "PayloadTooLarge"
        assert "10000 bytes" in answer.json["response"]["arguments"][0]
    assert reached == []


async def test_a_page_says_so_too(ask: Any) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await ask("POST", "/form", headers=form, body=b"name=" + LARGE)
    assert answer.status == 413
    assert b"<title>413" in answer.body


async def test_guards_come_before_the_body(ask: Any, world: World) -> None:
    anonymous = await ask("POST", "/api/v1/probe/mine", headers=JSON, body=LARGE)
    assert (anonymous.status, anonymous.json["message"]) == (403, "Authorization required")
    user = await world.account(Role.USER)
    allowed = await ask("POST", "/api/v1/probe/mine", headers={**JSON, **user.headers}, body=LARGE)
    assert allowed.status == 413


async def test_a_body_that_nobody_reads_is_nobodys_business(ask: Any) -> None:
    assert (await ask("POST", "/api/v1/probe/unread", body=LARGE)).json == {"status": "ok", "response": "done"}


async def test_a_length_that_is_no_number_is_not_believed(ask: Any) -> None:
    answer = await ask("POST", "/api/v1/probe/items", headers={**JSON, "content-length": "many"}, body=pieces(LARGE))
    assert answer.status == 413


async def test_no_limit_means_none(ask_http: Any) -> None:
    """(The default of 128 MiB holds there.)"""
    body = b'{"name": "' + b"x" * 1_000_000 + b'"}'
    assert (await ask_http("POST", "/api/v1/probe/items", headers=JSON, body=body)).status == 200
