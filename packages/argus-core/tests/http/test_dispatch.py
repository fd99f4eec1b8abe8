"""Methods, paths and slashes."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

NAMES = "/api/v1/probe/names"
ITEM = "/api/v1/probe/items/0d5b7a4e-6f0c-4d1c-9a39-0d5f6a1e7b11"


async def test_head_is_get_without_its_body(ask: Any, reached: list[str]) -> None:
    got, head = await ask("GET", "/page/"), await ask("HEAD", "/page/")
    for varying in ("x-request-id",):
        assert got.headers.pop(varying) != head.headers.pop(varying)
    assert (head.status, head.headers) == (got.status, got.headers)
    assert (len(got.body), head.body) == (52_000, b"")
    assert reached == ["page", "page"]


async def test_head_of_an_error_and_of_a_refusal(ask: Any) -> None:
    assert (await ask("HEAD", "/api/v1/probe/fails/NOT_FOUND")).status == 200
    assert (await ask("HEAD", "/api/v1/probe/nothing")).status == 404
    assert (await ask("HEAD", "/form")).status == 405


async def test_options_tells_the_methods_and_runs_nothing(ask: Any, reached: list[str]) -> None:
    for path, methods in (
        ("/page/", {"GET", "HEAD", "OPTIONS"}),
        ("/form", {"POST", "OPTIONS"}),
        ("/api/v1/probe/mine", {"POST", "OPTIONS"}),
    ):
        answer = await ask("OPTIONS", path)
        assert (answer.status, answer.body) == (200, b"")
        assert set(answer.headers["allow"].split(", ")) == methods
    assert (await ask("OPTIONS", "/nothing")).status == 404
    assert reached == []


@pytest.mark.parametrize("path", ["/nothing", "/page/more", "/Page/", "/s", "/form/", "/api", "/apis/v1", "/admin/api"])
async def test_unknown_paths_are_pages(ask: Any, path: str) -> None:
    answer = await ask("GET", path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<title>404 Not Found</title>" in answer.body


@pytest.mark.parametrize("path", ["/api/v1/probe/nothing", "/api/v2/probe/items", f"{ITEM}/", "/admin/api/v1/nothing"])
async def test_unknown_paths_of_the_api_are_json(ask: Any, path: str) -> None:
    answer = await ask("GET", path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.json == {"status": "error", "message": "Not Found"}


async def test_wrong_methods_tell_the_right_ones(ask: Any) -> None:
    page = await ask("DELETE", "/page/")
    assert (page.status, page.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert b"<title>405 Method Not Allowed</title>" in page.body
    api = await ask("BREW", ITEM)
    assert (api.status, api.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert api.json == {"status": "error", "message": "Method Not Allowed"}


async def test_a_missing_slash_is_a_redirect_for_the_methods_of_the_route_only(ask: Any) -> None:
    for method in ("GET", "HEAD"):
        answer = await ask(method, "/page?x=1&y=%20")
        assert (answer.status, answer.headers["location"]) == (308, "http://argus.test/page/?x=1&y=%20")
    assert (await ask("POST", "/page")).status == 404


async def test_a_missing_slash_without_a_host_is_a_relative_redirect(probe: FastAPI, ask: Any) -> None:
    async def without_host(scope: Any, receive: Any, send: Any) -> None:
        await probe(dict(scope, headers=[]), receive, send)

    answer = await type(ask)(without_host)("GET", "/page")
    assert (answer.status, answer.headers["location"]) == (308, "/page/")


@pytest.mark.parametrize("path", [ITEM.replace("/items/", "//items///"), f"/{ITEM}", ITEM.replace("/probe", "//probe")])
async def test_repeated_slashes_count_as_one(ask: Any, path: str) -> None:
    answer = await ask("GET", path)
    assert answer.json == {"status": "ok", "response": ITEM.rpartition("/")[2]}


async def test_repeated_slashes_keep_method_body_and_query(ask: Any) -> None:
    answer = await ask(
        "POST", "//api/v1//probe/items?x=1", headers={"content-type": "application/json"}, body=b'{"name": "n"}'
    )
    assert answer.json == {"status": "ok", "response": "n"}


async def test_a_redirect_never_leads_to_another_host(ask: Any) -> None:
    answer = await ask("GET", "//evil.example/page")
    assert answer.status == 404
    assert (await ask("GET", "//page")).headers["location"] == "http://argus.test/page/"


@pytest.mark.parametrize(
    "path",
    [
        *("/page/%00", "/page%0a", "/page/%0a", "/%FF", "/page;x=1", "/%", "/%zz"),
        *("/page/%2e%2e/page/", "/page/../page/", "/./page/"),
        *(f"{ITEM}%0a", f"{ITEM}%00", f"{NAMES}/%FF", f"{NAMES}/a%00b", f"{NAMES}/a%2Fb"),
    ],
)
async def test_odd_paths_are_unknown(ask: Any, path: str) -> None:
    assert (await ask("GET", path)).status == 404


@pytest.mark.parametrize(
    ("sent", "read"), [("a%20b", "a b"), ("a+b", "a+b"), ("%25", "%"), ("%", "%"), ("%C3%BC", "ü"), ("a;b", "a;b")]
)
async def test_path_values_are_decoded_once_and_a_plus_is_a_plus(ask: Any, sent: str, read: str) -> None:
    answer = await ask("GET", f"{NAMES}/{sent}")
    assert answer.json == {"status": "ok", "response": read}


async def test_an_encoded_slash_is_a_slash(ask: Any) -> None:
    answer = await ask("GET", ITEM.replace("/items/", "%2Fitems%2f"))
    assert answer.json["status"] == "ok"


async def test_a_literal_path_wins_over_a_parameter(ask: Any) -> None:
    assert (await ask("GET", "/api/v1/probe/items/special")).json["response"] == "special"


async def test_requests_have_an_id_that_a_proxy_may_choose(ask: Any) -> None:
    assert (await ask("GET", "/page/", headers={"x-request-id": "from-proxy.1"})).headers[
        "x-request-id"
    ] == "from-proxy.1"
    made = (await ask("GET", "/page/", headers={"x-request-id": "bad id\x1b[31m"})).headers["x-request-id"]
    assert len(made) == 32
    assert made.isalnum()


async def test_an_answer_that_fails_half_way_breaks_off(ask: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        await ask("GET", "/breaks-off")
