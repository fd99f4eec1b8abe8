"""What must hold for every route of the composed application, whoever wrote it.

A route of a package is found by itself; nothing here names one, but for those that are open to anybody.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, params

from argus_core.application import compose
from argus_core.config import load_settings
from argus_core.http.requests import MALFORMED_JSON
from argus_core.http.routes import ArgusRoute, JsonRoute, PageRoute
from argus_core.identity.policy import Policy
from argus_core.identity.roles import Role
from argus_core.testing.world import Account, World
from argus_server.shell import shell_routes

OPEN = {
    "GET /",
    "GET /auth/login",
    "POST /auth/login",
    "GET /auth/register",
    "POST /auth/register",
    "POST /auth/login/cf",
    "POST /auth/logout",
    "GET /error/",
    "GET /profile/create",
    "POST /profile/create",
    "GET /profile/oauth/github",
    "GET /api/v1/version",
    "GET /s/{path:path}",
    "GET /metrics",
    "GET /healthz",
    "GET /readyz",
}
"""Routes that need no login. Each is a decision; see the security page of the documentation before adding one."""
FLAT = {"status", "message"}
FLAT_ERRORS = {"/api/v1/client/sct/similar_runs_info"}
"""Routes that tell some errors as a bare text, as their clients know them."""
OWN_STATUSES = {"/api/v1/client/ssh/keys"}
"""Routes whose clients know a 500 of theirs."""
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
UNDOTTED = {"static", "prometheus_metrics"}
JSON = {"content-type": "application/json"}
ODD = "not-a-value"


def composed_routes() -> list[ArgusRoute]:
    """The routes of the server and of all installed packages. (Nothing is connected.)"""
    required = ("SECRET_KEY", "SCYLLA_USERNAME", "SCYLLA_PASSWORD", "SCYLLA_KEYSPACE_NAME")
    off = dict.fromkeys(("EMAIL_ENABLED", "GITHUB_ENABLED", "JIRA_ENABLED"), False)
    settings = load_settings(dict.fromkeys(required, "x") | {"SCYLLA_CONTACT_POINTS": ["x"]} | off, environ={})
    composition = compose(settings)
    assert not composition.failures
    return [*shell_routes.routes, *(route for blueprint in composition.enabled for route in blueprint.routes)]


ROUTES = composed_routes()


def calls(route: ArgusRoute) -> list[str]:
    """`METHOD /path` for each method of a route."""
    return [f"{method} {route.path}" for method in sorted(route.methods or ())]


def each(*, where: Callable[[ArgusRoute], bool] = lambda route: True) -> pytest.MarkDecorator:
    """A test for each route that fits."""
    chosen = [route for route in ROUTES if where(route)]
    return pytest.mark.parametrize("route", chosen, ids=["+".join(calls(route)) for route in chosen])


def is_json(route: ArgusRoute) -> bool:
    """Whether it belongs to the JSON API."""
    return isinstance(route, JsonRoute)


def needs_login(route: ArgusRoute) -> bool:
    """Whether it is closed to strangers."""
    return route.policy.login


def reads_json(route: ArgusRoute) -> bool:
    """Whether it declares a JSON body."""
    return is_json(route) and route.body_field is not None and not isinstance(route.body_field.field_info, params.Form)


def address(route: ArgusRoute, value: str = "x") -> str:
    """The path with a value for each of its parameters."""
    return re.sub(r"\{[^}]+\}", value, route.path)


def method_of(route: ArgusRoute) -> str:
    """The method that changes something, if there is one."""
    return sorted(route.methods or (), reverse=True)[0]


Send = Callable[..., Awaitable[httpx.Response]]
Accounts = Callable[..., Awaitable[Account]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def send(app: FastAPI) -> AsyncIterator[Send]:
    """Sends requests that keep no cookies."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client:

        async def request(route: ArgusRoute, path: str, **more: Any) -> httpx.Response:
            client.cookies.clear()
            return await client.request(method_of(route), path, **more)

        yield request


@pytest.fixture
def accounts(world: World) -> Accounts:
    """Makes accounts; each test has its own, as some routes change whoever calls them."""
    return world.account


async def allowed(route: ArgusRoute, accounts: Accounts) -> dict[str, str]:
    """The header of somebody who may call a route."""
    policy = route.policy
    roles = {Role.SSH_TUNNEL_SERVER} if policy.tunnel_server else set(policy.roles) or {Role.USER}
    return (await accounts(*roles)).headers


# ---- what is declared
@each()
def test_its_policy_is_declared_and_open_routes_are_known(route: ArgusRoute) -> None:
    assert isinstance(route.policy, Policy)
    if not route.policy.login:
        assert set(calls(route)) <= OPEN
    for call in calls(route):
        assert call not in OPEN or not route.policy.login


@each()
def test_its_name_is_dotted_and_lies_in_its_group(route: ArgusRoute) -> None:
    assert NAME.fullmatch(route.name)
    assert "." in route.name or route.name in UNDOTTED
    if route.path.startswith("/api/v1"):
        assert route.name.startswith("api.")
    if route.path.startswith("/admin/api/v1"):
        assert route.name.startswith("admin.admin_api.")


def test_names_paths_and_operations_are_unique_for_each_method() -> None:
    """(A page may have several addresses, as the sections of the administration have.)"""
    names = Counter((method, route.name) for route in ROUTES if is_json(route) for method in route.methods or ())
    paths = Counter((method, route.path) for route in ROUTES for method in route.methods or ())
    operations = Counter(route.operation_id for route in ROUTES if route.include_in_schema)
    for counted in (names, paths, operations):
        assert [key for key, count in counted.items() if count > 1] == []


@each()
async def test_no_other_route_takes_its_requests(route: ArgusRoute, app: FastAPI) -> None:
    """What is asked for by its own path reaches it."""
    for method in route.methods or ():
        taken, _, _ = app.state.dispatcher.find(method, address(route, "x1"))
        assert taken is route


# ---- who gets in ----------------------------------------------------------------------------------------------------
def check_refusal(route: ArgusRoute, answer: httpx.Response, messages: set[str], page: tuple[int, str | None]) -> None:
    """JSON routes answer with the flat body, pages with a redirect or a page."""
    if is_json(route):
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/json"
        assert set(answer.json()) == FLAT
        assert answer.json()["message"] in messages
    else:
        assert (answer.status_code, answer.headers.get("location")) == page


@each(where=needs_login)
async def test_strangers_are_refused_before_anything_is_read(route: ArgusRoute, send: Send) -> None:
    administration = Role.ADMIN in route.policy.roles and not route.policy.tunnel_server
    message = "Forbidden" if administration else "Authorization required"
    for more in ({}, {"content": b'{"', "headers": JSON}, {"content": b"x" * 5000}):
        answer = await send(route, address(route), **more)
        check_refusal(route, answer, {message}, (302, "/auth/login"))


@each(where=lambda route: bool(route.policy.roles))
async def test_callers_without_the_role_are_refused(route: ArgusRoute, send: Send, accounts: Accounts) -> None:
    plain = await accounts(Role.USER)
    answer = await send(route, address(route), headers=plain.headers | JSON, content=b'{"')
    check_refusal(route, answer, {"Forbidden"}, (302, "/"))


@each(where=lambda route: needs_login(route) and not route.policy.tunnel_server)
async def test_proxies_are_refused(route: ArgusRoute, send: Send, accounts: Accounts) -> None:
    proxy = await accounts(Role.USER, Role.ADMIN, Role.MANAGER, Role.SSH_TUNNEL_SERVER)
    answer = await send(route, address(route), headers=proxy.headers)
    check_refusal(route, answer, {"Authorization required"}, (403, None))


@each(where=lambda route: needs_login(route) and method_of(route) not in ("GET", "HEAD"))
async def test_other_sites_cannot_use_somebodys_session(
    route: ArgusRoute, app: FastAPI, send: Send, accounts: Accounts
) -> None:
    from argus_core.identity.session_cookie import encode_session

    account = await accounts(*(route.policy.roles or {Role.USER}))
    secret = app.state.core.settings.secret_key.get_secret_value()
    cookie = f"session={encode_session({'user_id': str(account.id)}, secret)}"
    answer = await send(route, address(route), headers={"cookie": cookie, "sec-fetch-site": "cross-site"})
    check_refusal(route, answer, {"Forbidden"}, (403, None))


# ---- malformed input ------------------------------------------------------------------------------------------------
class Watched:
    """Sends requests and sees whether any of them was an accident: an error that nobody foresaw is in the log."""

    def __init__(self, send: Send, caplog: pytest.LogCaptureFixture) -> None:
        self._send = send
        self._caplog = caplog

    async def __call__(self, route: ArgusRoute, path: str, **more: Any) -> httpx.Response:
        with self._caplog.at_level("ERROR", logger="argus.errors"):
            answer = await self._send(route, path, **more)
        accidents = [record.getMessage() for record in self._caplog.records if record.name == "argus.errors"]
        assert accidents == []
        assert answer.status_code < 500
        assert answer.status_code != 422
        if is_json(route) and answer.headers.get("content-type") == "application/json":
            check_error(route, answer.json())
        return answer


def check_error(route: ArgusRoute, body: Any) -> None:
    """Errors are as clients can read them."""
    if route.path in FLAT_ERRORS and isinstance(body["response"], str):
        assert body["status"] == "error"
    elif body.get("status") == "error" and "response" in body:
        error = body["response"]
        assert set(error) == {"trace_id", "exception", "message", "arguments"}
        assert all(isinstance(argument, str) for argument in error["arguments"])


@pytest.fixture
def watched(send: Send, caplog: pytest.LogCaptureFixture) -> Watched:
    """Sends requests and looks into the log."""
    return Watched(send, caplog)


@each(where=lambda route: "{" in route.path)
async def test_odd_values_in_its_path(route: ArgusRoute, watched: Watched, accounts: Accounts) -> None:
    headers = await allowed(route, accounts)
    for value in (ODD, "0", "%F0%9F%92%A3", "a%20b", "'%22%3B--", "..%20", "x" * 3000):
        await watched(route, address(route, value), headers=headers)


@each(where=lambda route: is_json(route) and "{" in route.path)
async def test_ids_in_its_path_must_be_ids(
    route: ArgusRoute, watched: Watched, app: FastAPI, accounts: Accounts
) -> None:
    declared = operation(app, route)["parameters"]
    ids = [p for p in declared if p["in"] == "path" and p["schema"].get("format") == "uuid"]
    answer = await watched(route, address(route, ODD), headers=await allowed(route, accounts))
    if ids and answer.headers["content-type"] == "application/json":
        assert answer.json()["status"] == "error"


@each()
async def test_odd_values_in_its_query(route: ArgusRoute, watched: Watched, app: FastAPI, accounts: Accounts) -> None:
    headers = await allowed(route, accounts) if route.policy.login else {}
    names = [parameter["name"] for parameter in operation(app, route)["parameters"] if parameter["in"] == "query"]
    values = ("", ODD, "-1", "9" * 30, "%00", "%FF")
    queries = [f"{name}={value}" for name in names for value in values]
    queries += [f"{name}=1&{name}=2" for name in names] + ["&".join(f"{name}=" for name in names)]
    for query in [*queries, "unknown=1", "%FF=%00&&=", "a" * 3000]:
        await watched(route, f"{address(route, ODD)}?{query}", headers=headers)


@each(where=reads_json)
async def test_a_body_that_is_no_json_object(route: ArgusRoute, watched: Watched, accounts: Accounts) -> None:
    headers = await allowed(route, accounts) | JSON
    for body in (b'{"', b"\xff", b"[" * 20_000):
        answer = await watched(route, address(route, ODD), headers=headers, content=body)
        assert answer.json()["status"] == "error"
        assert answer.json()["response"]["exception"] == "BadRequest"
        assert answer.json()["response"]["message"] == MALFORMED_JSON
    for body in (b"null", b"7", b'"text"', b"[[]]", b""):
        answer = await watched(route, address(route, ODD), headers=headers, content=body)
        if route.body_field is not None and route.body_field.field_info.is_required():
            assert answer.json()["status"] == "error"


@each(where=reads_json)
async def test_a_body_of_another_type(route: ArgusRoute, watched: Watched, accounts: Accounts) -> None:
    headers = await allowed(route, accounts)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "nonsense"):
        answer = await watched(
            route, address(route, ODD), headers=headers | {"content-type": kind}, content=b'{"a": 1}'
        )
        assert answer.json()["status"] == "error"


@each(where=reads_json)
async def test_odd_values_in_its_body(route: ArgusRoute, watched: Watched, app: FastAPI, accounts: Accounts) -> None:
    headers = await allowed(route, accounts) | JSON
    for name in [*fields(app, route), "unknown"]:
        values: list[Any] = [None, True, -1, 2**70, 1e308, "", "\0", "💣", [], [None], [[{}]], {}, {"\0": {"a": []}}]
        for value in values:
            body = json.dumps({name: value})
            await watched(route, address(route, ODD), headers=headers, content=body)


@each(where=lambda route: isinstance(route, PageRoute) and method_of(route) == "POST")
async def test_forms_that_are_none(route: ArgusRoute, watched: Watched, accounts: Accounts) -> None:
    headers = await allowed(route, accounts) if route.policy.login else {}
    for kind, body in (
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"%FF=%00&&=&a"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("application/json", b"{}"),
        ("", b"\xff"),
    ):
        await watched(route, address(route, ODD), headers=headers | {"content-type": kind}, content=body)


# ---- the document ---------------------------------------------------------------------------------------------------
def operation(app: FastAPI, route: ArgusRoute) -> dict[str, Any]:
    """What the OpenAPI document says of a route."""
    path = re.sub(r":[a-z]+\}", "}", route.path)
    shown: dict[str, Any] = app.openapi()["paths"].get(path, {}) if route.include_in_schema else {}
    found: dict[str, Any] = {"parameters": []} | shown.get(method_of(route).lower(), {})
    return found


def resolved(app: FastAPI, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, looked up when it is a reference."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = app.openapi()["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def fields(app: FastAPI, route: ArgusRoute) -> list[str]:
    """The fields of a JSON body, those of all its variants."""
    content = operation(app, route).get("requestBody", {}).get("content", {})
    schema = resolved(app, content.get("application/json", {}).get("schema", {}))
    variants = [schema, *(resolved(app, variant) for variant in schema.get("anyOf", ()))]
    return sorted({name for variant in variants for name in variant.get("properties", {})})


def is_typed(app: FastAPI, schema: dict[str, Any]) -> bool:
    """Whether a schema says anything."""
    return any(key in resolved(app, schema) for key in ("type", "anyOf", "oneOf", "allOf", "enum", "const", "$ref"))


@each(where=lambda route: is_json(route) and route.include_in_schema)
def test_it_is_documented(route: ArgusRoute, app: FastAPI) -> None:
    shown = operation(app, route)
    assert shown["summary"]
    assert shown["description"]
    assert shown["tags"]
    assert bool(shown["security"]) is route.policy.login
    assert shown["x-argus-roles"] == sorted(route.policy.roles)
    assert all(is_typed(app, parameter["schema"]) for parameter in shown["parameters"])


@each(where=lambda route: is_json(route) and route.include_in_schema)
def test_its_answers_are_typed(route: ArgusRoute, app: FastAPI) -> None:
    answers = operation(app, route)["responses"]
    assert answers["422"]["$ref"].endswith("/AgainstRules")  # not the framework's answer to malformed input
    assert {"400", "401", "403", "404", "503"} <= set(answers)
    assert "default" not in answers
    assert "500" not in answers or route.path in OWN_STATUSES
    success = [answer for status, answer in answers.items() if status[0] in "23"]
    assert success
    contents = [content for answer in success for content in answer.get("content", {}).items()]
    assert contents or all(answer["description"] != "Successful Response" for answer in success)
    for kind, content in contents:
        assert is_typed(app, content.get("schema", {"type": "binary"})), kind
        if kind == "application/json":
            for variant in content["schema"].get("anyOf", [content["schema"]]):
                payload = resolved(app, variant).get("properties", {}).get("response", {"type": "none"})
                assert is_typed(app, payload), "the type of `response` is open"


@each(where=reads_json)
def test_its_body_is_typed(route: ArgusRoute, app: FastAPI) -> None:
    content = operation(app, route)["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    assert is_typed(app, schema)
    for variant in [resolved(app, schema), *(resolved(app, v) for v in resolved(app, schema).get("anyOf", ()))]:
        for name, field in variant.get("properties", {}).items():
            assert is_typed(app, field) or "description" in field, name
