"""Logging in through GitHub, which a server of ours plays."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import pytest

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.pictures.service import Pictures
from argus_core.testing.browser import Browser
from argus_core.testing.played import Played
from argus_core.testing.world import World
from argus_core.users.accounts import Accounts
from argus_core.users.oauth_tokens import OAuthTokens
from argus_core.users.rows import User

PATH = "/profile/oauth/github"
GIF = b"GIF89a rest"
EXCHANGE = "POST github.com/login/oauth/access_token"
PICTURE = "https://avatars.githubusercontent.com/u/4711"


def play(
    played: Played,
    login: str,
    *,
    emails: list[dict[str, Any]] | None = None,
    organizations: tuple[str, ...] = ("scylladb",),
    token: str = "gh-token",
    **user: Any,
) -> None:
    """The next login is this account."""
    played.answer(EXCHANGE, {"access_token": token, "token_type": "bearer"})
    account = {"login": login, "id": 4711, "name": "Git Person", "avatar_url": PICTURE} | user
    played.answer("GET api.github.com/user", account)
    played.answer("GET api.github.com/user/emails", emails or [])
    played.answer("GET api.github.com/user/orgs", [{"login": name} for name in organizations])
    played.answer("GET avatars.githubusercontent.com/u/4711", GIF)


async def come_back(browser: Browser, code: str = "the-code") -> str:
    """Open the login page, go to GitHub and come back; where to."""
    await browser.get("/auth/login")
    answer = await browser.get(PATH, params={"code": code, "state": browser.session["csrf_token"]})
    assert answer.status_code == 302
    return str(answer.headers["location"])


def fresh_name() -> str:
    return f"octo-{uuid4().hex[:12]}"


async def logged_in(core: Core, browser: Browser) -> User:
    return await core.of(Accounts).get(UUID(browser.session["user_id"]))


async def test_the_first_login_makes_an_account(outward: Browser, played: Played, core: Core) -> None:
    name = fresh_name()
    emails = [
        {"email": f"{name}@example.com", "primary": True, "verified": True},
        {"email": f"{name}@scylladb.com", "primary": False, "verified": True},
    ]
    play(played, name, emails=emails)
    assert await come_back(outward) == "/profile/"
    user = await logged_in(core, outward)
    assert (user.username, user.full_name, user.email) == (name, "Git Person", f"{name}@scylladb.com")
    assert user.roles == [Role.USER.value]
    assert user.picture_id is not None
    assert await core.of(Pictures).read(user.picture_id) == GIF
    kept = await OAuthTokens(core.database).of_user(UUID(outward.session["user_id"]))
    assert {kind: row.token for kind, row in kept.items()} == {"github": "gh-token", "github_id": "4711"}
    assert set(outward.session) == {"user_id", "first_run_info"}
    assert "password" not in outward.session["first_run_info"]
    assert (await outward.get("/profile/")).text.count("<code>") == 1


async def test_what_github_is_asked(outward: Browser, played: Played) -> None:
    play(played, fresh_name())
    page = (await outward.get("/auth/login")).text
    (challenge,) = re.findall('name="code_challenge" value="([^"]+)"', page)
    state = outward.session["csrf_token"]
    await outward.get(PATH, params={"code": "c o d e", "state": state})
    exchange, *others = played.asked
    form = {name: values[0] for name, values in parse_qs(exchange.body).items()}
    verifier = form.pop("code_verifier")
    assert form == {
        "grant_type": "authorization_code",
        "code": "c o d e",
        "client_id": "test-client",
        "client_secret": "test-secret",
    }
    digest = hashlib.sha256(verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
    assert (exchange.headers["accept"], exchange.headers.get("authorization")) == ("application/json", None)
    for asked in others:
        of_the_api = asked.url.startswith("api.github.com/")
        assert asked.headers.get("authorization") == ("token gh-token" if of_the_api else None)
    paths = {asked.url.partition("?")[0] for asked in others}
    assert paths == {
        "api.github.com/user",
        "api.github.com/user/emails",
        "api.github.com/user/orgs",
        "avatars.githubusercontent.com/u/4711",
    }


async def test_each_login_has_its_own_verifier(outward: Browser, played: Played) -> None:
    verifiers = set()
    for _ in range(2):
        play(played, fresh_name())
        await come_back(outward)
        outward.session = {}
    for asked in played.asked:
        verifiers |= set(parse_qs(asked.body).get("code_verifier", []))
    assert len(verifiers) == 2


async def test_later_logins_find_it(outward: Browser, played: Played, core: Core) -> None:
    name = fresh_name()
    play(played, name)
    await come_back(outward)
    first = await logged_in(core, outward)
    play(played, name, token="second-token", name="Other Name")
    outward.session = {"redirect_target": "/workspace?a=b", "future": 1}
    assert await come_back(outward) == "/workspace?a=b"
    assert outward.session == {"user_id": str(first.id)}
    assert await logged_in(core, outward) == first
    kept = await OAuthTokens(core.database).of_user(UUID(outward.session["user_id"]))
    assert {kind: row.token for kind, row in kept.items()} == {"github": "second-token", "github_id": "4711"}


async def test_an_account_made_otherwise_is_bound_at_the_first_login(
    outward: Browser, played: Played, world: World, core: Core
) -> None:
    jane = await world.account()
    play(played, jane.username, id=1)
    await come_back(outward)
    assert outward.session["user_id"] == str(jane.id)
    play(played, jane.username, id=2)
    outward.session = {}
    assert await come_back(outward) == "/error/?type=403"
    assert outward.flashes == [("error", "This account belongs to another GitHub account.")]
    assert "user_id" not in outward.session
    kept = await OAuthTokens(core.database).of_user(jane.id)
    assert kept["github_id"].token == "1"


@pytest.mark.parametrize("columns", [{"service_user": True}, {"roles": [Role.SSH_TUNNEL_SERVER.value]}])
async def test_service_accounts_are_closed(
    outward: Browser, played: Played, world: World, core: Core, columns: dict[str, Any]
) -> None:
    robot = await world.account(**columns)
    play(played, robot.username)
    assert await come_back(outward) == "/error/?type=403"
    assert "user_id" not in outward.session
    assert await OAuthTokens(core.database).of_user(robot.id) == {}


async def test_organizations(outward: Browser, played: Played) -> None:
    message = "Not a member of a required organization or missing organization scope"
    for organizations in ((), ("Scylladb", "other")):
        play(played, fresh_name(), organizations=organizations)
        assert await come_back(outward) == "/error/?type=403"
        assert outward.flashes[-1] == ("error", message)
        assert "csrf_token" not in outward.session


async def test_organizations_come_in_pages(outward: Browser, played: Played) -> None:
    play(played, fresh_name())
    further = {"Link": '<https://api.github.com/user/orgs?per_page=100&page=2>; rel="next"'}
    played.answer("GET api.github.com/user/orgs?per_page=100", [{"login": "first"}], headers=further)
    played.answer("GET api.github.com/user/orgs?per_page=100&page=2", [{"login": "friends"}])
    assert await come_back(outward) == "/profile/"


async def test_pages_lead_to_no_other_host(outward: Browser, played: Played) -> None:
    play(played, fresh_name())
    elsewhere = {"Link": '<https://avatars.githubusercontent.com/orgs>; rel="next"'}
    played.answer("GET api.github.com/user/orgs?per_page=100", [{"login": "x"}], headers=elsewhere)
    played.answer("GET avatars.githubusercontent.com/orgs", [{"login": "friends"}])
    assert await come_back(outward) == "/error/?type=403"
    assert not any(asked.url.endswith("/orgs") for asked in played.asked)


@pytest.mark.parametrize(
    ("emails", "chosen"),
    [
        ([("a@example.com", True, True), ("b@scylladb.com", False, True)], "b@scylladb.com"),
        ([("a@example.com", True, True), ("b@scylladb.com", False, False)], "a@example.com"),
        ([("a@example.com", False, True), ("b@example.com", True, True)], "b@example.com"),
        ([("a@example.com", True, False)], None),
        ([("a@example.com", False, True)], None),
        ([("x@evilscylladb.com", False, True)], None),
        ([], None),
    ],
)
async def test_which_address_is_taken(
    outward: Browser, played: Played, core: Core, emails: list[tuple[str, bool, bool]], chosen: str | None
) -> None:
    told = [{"email": email, "primary": primary, "verified": verified} for email, primary, verified in emails]
    play(played, fresh_name(), emails=told)
    await come_back(outward)
    assert (await logged_in(core, outward)).email == chosen


async def test_without_a_name_and_without_a_picture(outward: Browser, played: Played, core: Core) -> None:
    for url in (None, "https://evil.example/u/1", "http://avatars.githubusercontent.com/u/4711", PICTURE + "0"):
        name = fresh_name()
        play(played, name, name=None, avatar_url=url)
        assert await come_back(outward) == "/profile/"
        user = await logged_in(core, outward)
        assert (user.full_name, user.picture_id) == (name, None)
        outward.session = {}


async def test_a_picture_that_is_none_or_too_large(outward: Browser, played: Played, core: Core) -> None:
    for content in (b"<svg/>", GIF + b"x" * (6 * 1024 * 1024)):
        play(played, fresh_name())
        played.answer("GET avatars.githubusercontent.com/u/4711", content)
        assert await come_back(outward) == "/profile/"
        assert (await logged_in(core, outward)).picture_id is None
        outward.session = {}


@pytest.mark.parametrize(
    ("request_", "content", "status", "message"),
    [
        (
            EXCHANGE,
            {"error": "bad_verification_code", "error_description": "The code is incorrect or expired."},
            200,
            "The code is incorrect or expired.",
        ),
        (EXCHANGE, {"error": "incorrect_client_credentials"}, 200, "incorrect_client_credentials"),
        (EXCHANGE, {}, 200, "no access token was given"),
        (EXCHANGE, b"<html>", 200, "an unexpected answer was given"),
        (EXCHANGE, [], 200, "no access token was given"),
        (EXCHANGE, b"", 502, "GitHub answered with status 502"),
        ("GET api.github.com/user", {"message": "Bad credentials"}, 401, "GitHub answered with status 401"),
        ("GET api.github.com/user", {"login": "x"}, 200, "an unexpected answer was given"),
        ("GET api.github.com/user", [], 200, "an unexpected answer was given"),
        ("GET api.github.com/user/emails", {"message": "x"}, 200, "an unexpected answer was given"),
        ("GET api.github.com/user/orgs", [1], 200, "an unexpected answer was given"),
    ],
)
async def test_what_github_refuses(
    outward: Browser, played: Played, core: Core, request_: str, content: Any, status: int, message: str
) -> None:
    name = fresh_name()
    play(played, name)
    played.answer(request_, content, status)
    assert await come_back(outward) == "/error/?type=403"
    assert outward.flashes == [("error", f"GitHub login failed: {message}")]
    assert await core.users.by_username(name) is None


async def test_the_state_must_be_the_right_one(outward: Browser, played: Played, world: World) -> None:
    jane = await world.account()
    play(played, jane.username)
    for session, state in (
        ({}, ""),
        ({"csrf_token": ""}, "x"),
        ({"csrf_token": "ab" * 32}, "cd" * 32),
        ({"csrf_token": "ab" * 32}, ""),
        ({"csrf_token": ["ab" * 32]}, "ab" * 32),
        ({"csrf_token": "ab" * 32}, "ä"),
    ):
        outward.session = {"user_id": str(jane.id), **session}
        answer = await outward.get(PATH, params={"code": "x", "state": state})
        assert answer.headers["location"] == "/error/?type=403"
        assert outward.session == {"user_id": str(jane.id), **session}
    assert played.asked == []


async def test_a_state_is_used_once(outward: Browser, played: Played) -> None:
    play(played, fresh_name(), organizations=())
    await outward.get("/auth/login")
    state = outward.session["csrf_token"]
    await outward.get(PATH, params={"code": "x", "state": state})
    asked = len(played.asked)
    await outward.get(PATH, params={"code": "x", "state": state})
    assert len(played.asked) == asked


async def test_without_the_method(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    browser.session = {"csrf_token": "ab" * 32}
    answer = await browser.get(PATH, params={"code": "x", "state": "ab" * 32})
    assert answer.headers["location"] == "/error/?type=403"
    assert browser.flashes == [("error", "Github Login is disabled")]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
