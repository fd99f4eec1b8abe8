"""What is ours and what is the old application's."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from argus_core.application import compose
from argus_core.config import ConfigurationError, Settings
from argus_core.http.routes import ArgusRoute
from argus_core.identity.roles import Role
from argus_core.testing.world import World
from argus_server.app import create_app

OLD = "old_argus:app"
ALL = compose(
    Settings(
        secret_key="x",
        scylla_contact_points=["x"],
        scylla_username="x",
        scylla_password="x",
        scylla_keyspace_name="x",
        email_enabled=False,
        github_enabled=False,
        jira_enabled=False,
    )
).enabled


def address(route: ArgusRoute) -> str:
    """A path that a route matches."""
    path = route.path
    while "{" in path:
        before, _, rest = path.partition("{")
        path = f"{before}x1{rest.partition('}')[2]}"
    return path


async def test_what_no_package_owns_is_the_old_ones(start: Any, install: Any, package: Any) -> None:
    install("one", package("one"))
    async with start(legacy_wsgi_app=OLD) as running:
        assert (await running.http.get("/api/v1/one/things")).json() == {"status": "ok", "response": "new"}
        for method, path in (
            ("GET", "/somewhere"),
            ("GET", "/api/v1/one"),
            ("GET", "/api/v1/one/things/"),
            ("POST", "/api/v1/one/things"),
            ("DELETE", "/one/page"),
            ("BREW", "/one/page"),
            ("GET", "/one/page/"),
            ("GET", "/api/v1/no-such-route"),
            ("GET", "/one/page%00"),
            ("OPTIONS", "/one/page"),
        ):
            assert await running.is_old(method, path), (method, path)
        for method, path in (
            ("GET", "/one/page"),
            ("HEAD", "/one/page"),
            ("GET", "/one//page"),
            ("GET", "/api/v1/one/things/7"),
            ("GET", "/healthz"),
            ("GET", "/s/argus.png"),
            ("GET", "/s/missing.png"),
        ):
            assert not await running.is_old(method, path), (method, path)


async def test_the_old_one_gets_requests_as_they_are(start: Any) -> None:
    async with start(legacy_wsgi_app=OLD, max_content_length=1000) as running:
        answer = await running.http.post(
            "/old//a%20b/%C3%BC?x=1&y=%2F", content=b"z" * 5000, headers={"Content-Type": "text/plain"}
        )
        told = answer.json()
        assert told["path"] == "/old//a b/ü"
        assert (told["method"], told["query"], told["length"]) == ("POST", "x=1&y=%2F", 5000)
        assert answer.status_code == 200
        head = await running.http.head("/old/x")
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("state", ["legacy", "off"])
@pytest.mark.parametrize("name", [blueprint.name for blueprint in ALL])
def test_switching_a_package_moves_exactly_its_routes(
    settings: Settings, old_argus: None, name: str, state: str
) -> None:
    """All routes of all installed packages, and back again. (Who owns a request is looked up; nothing is started.)"""
    for blueprints in ({name: state}, {}):
        app = create_app(settings.model_copy(update={"legacy_wsgi_app": OLD, "blueprints": blueprints}))
        for blueprint in ALL:
            moved = blueprint.name in blueprints
            for route in blueprint.routes:
                for method in route.methods or ():
                    taken, _, _ = app.state.dispatcher.find(method, address(route))
                    assert taken is (None if moved else route), f"{method} {route.path}"


async def test_a_moved_package_is_answered_by_the_old_one_and_comes_back(
    start: Any, install: Any, package: Any
) -> None:
    for name in ("one", "two"):
        install(name, package(name))
    for state in ("legacy", "off"):
        async with start(legacy_wsgi_app=OLD, blueprints={"one": state}) as running:
            assert await running.is_old("GET", "/api/v1/one/things")
            assert await running.is_old("GET", "/one/page")
            assert not await running.is_old("GET", "/api/v1/two/things")
    async with start(legacy_wsgi_app=OLD, blueprints={"one": "on"}) as running:
        assert not await running.is_old("GET", "/one/page")
        assert not await running.is_old("GET", "/two/page")


async def test_without_an_old_application_there_is_404(start: Any, install: Any, package: Any) -> None:
    install("one", package("one"))
    async with start(blueprints={"one": "off"}) as running:
        assert (await running.http.get("/one/page")).status_code == 404
        assert (await running.http.get("/api/v1/one/things")).json() == {"status": "error", "message": "Not Found"}


async def test_both_know_the_same_session(start: Any, install: Any, package: Any, world: World) -> None:
    """A login at the old one counts here, and what is written here is read there."""
    user = await world.account(Role.USER)
    install("one", package("one"))
    async with start(legacy_wsgi_app=OLD) as running:
        http = running.http
        assert (await http.get("/api/v1/client/testrun/generic/x/get_status")).status_code == 403
        answer = await http.get(f"/old/login?user={user.id}")
        assert answer.headers.get_list("set-cookie") == [f"session={http.cookies['session']}; HttpOnly; Path=/"]
        entered = await http.get("/api/v1/client/testrun/generic/x/get_status")
        assert entered.json()["response"]["exception"] == "BadRequest"
        await http.get("/one/page")
        told = (await http.get("/old/x")).json()["session"]
        assert told == {"user_id": str(user.id), "seen": "by the new one"}


class LongAgo(TimestampSigner):
    """Signs as of two days ago."""

    def get_timestamp(self) -> int:
        return int(time.time()) - 2 * 86_400


async def test_the_session_writer_leaves_the_old_ones_answers_alone(start: Any) -> None:
    """Even a cookie that is due for a refresh: the old application writes the session itself."""
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha1}
    writer = URLSafeTimedSerializer("MUSTBEUNIQUE", salt="cookie-session", signer=LongAgo, signer_kwargs=options)
    cookie = {"Cookie": f"session={writer.dumps({'user_id': 'x'})!s}"}
    async with start(legacy_wsgi_app=OLD) as running:
        answer = await running.http.get("/old/x", headers=cookie)
        assert answer.json()["session"] == {"user_id": "x"}
        assert "set-cookie" not in answer.headers
        assert "vary" not in answer.headers


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"legacy_wsgi_app": "no_such_module:app"}, "LEGACY_WSGI_APP: 'no_such_module:app' cannot be loaded"),
        ({"legacy_wsgi_app": "json:no_such_name"}, "LEGACY_WSGI_APP: 'json:no_such_name' cannot be loaded"),
        ({"blueprints": {"api": "legacy"}}, "BLUEPRINTS: 'api' is legacy, but there is no LEGACY_WSGI_APP"),
        ({"blueprints_required": ["nothing"]}, "BLUEPRINTS_REQUIRED: the package 'nothing' is not installed"),
        (
            {"blueprints_required": ["api"], "blueprints": {"api": "off"}},
            "BLUEPRINTS_REQUIRED: the package 'api' is not on",
        ),
    ],
)
def test_what_cannot_be_meant_ends_the_start(settings: Settings, keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        create_app(settings.model_copy(update=keys))
    assert str(caught.value).startswith(sentence)
