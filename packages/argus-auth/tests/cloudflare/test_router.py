"""Logging in through Cloudflare Access, which a server of ours plays."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.integrations.cloudflare import AccessKeys
from argus_core.testing.browser import Browser
from argus_core.testing.played import Played
from argus_core.testing.world import World

PATH = "/auth/login/cf"
TEAM = "argus-test.cloudflareaccess.com"
CERTS = f"GET {TEAM}/cdn-cgi/access/certs"
KEY = rsa.generate_private_key(65537, 2048)
FOREIGN = rsa.generate_private_key(65537, 2048)
CHANGES = {"kid": "key-1", "algorithm": "RS256", "key": KEY}


def key_set(**keys: rsa.RSAPrivateKey) -> dict[str, Any]:
    shown = []
    for name, key in keys.items():
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        shown.append({"kid": name.replace("_", "-"), "alg": "RS256", "use": "sig"} | public)
    return {"keys": shown}


def assertion(email: object, **changes: Any) -> dict[str, str]:
    """The header that Cloudflare adds; a change to None drops a claim."""
    options = {name: changes.pop(name, value) for name, value in CHANGES.items()}
    now = int(time.time())
    claims = {
        "aud": ["other", "test-audience"],
        "iss": f"https://{TEAM}",
        "email": email,
        "iat": now,
        "nbf": now,
        "exp": now + 60,
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    headers = {"kid": options["kid"]}
    return {
        "Cf-Access-Jwt-Assertion": jwt.encode(kept, options["key"], algorithm=options["algorithm"], headers=headers)
    }


@pytest.fixture(autouse=True)
def _keys(played: Played, outward_app: FastAPI) -> None:
    """The team has its key, and nothing of it is kept yet."""
    played.answer(CERTS, key_set(key_1=KEY))
    core: Core = outward_app.state.core
    core.of(AccessKeys).forget()


def company_email() -> str:
    return f"{uuid4().hex}@scylladb.com"


async def test_a_known_address_logs_in(outward: Browser, world: World) -> None:
    email = company_email()
    jane = await world.account(email=email)
    outward.session = {"user_id": str((await world.account()).id), "original_user": str(uuid4()), "future": 1}
    outward.session |= {"redirect_target": "/workspace?a=b"}
    answer = await outward.post(PATH, headers=assertion(email))
    assert (answer.status_code, answer.headers["location"]) == (302, "/workspace?a=b")
    assert outward.session == {"user_id": str(jane.id), "auth_via_cf": True}
    outward.session = {}
    answer = await outward.post(PATH, headers=assertion(email, aud="test-audience"))
    assert answer.headers["location"] == "/profile/"
    assert "session=" in answer.headers["set-cookie"]


async def test_the_case_of_an_address(outward: Browser, world: World) -> None:
    """As it is written first, then in lower case."""
    email = company_email()
    lower = await world.account(email=email)
    await outward.post(PATH, headers=assertion(email.upper()))
    assert outward.session["user_id"] == str(lower.id)
    upper = await world.account(email=email.upper())
    await outward.post(PATH, headers=assertion(email.upper()))
    assert outward.session["user_id"] == str(upper.id)


async def test_an_unknown_address_may_register(outward: Browser) -> None:
    name = f"john.von.d{uuid4().hex[:8]}"
    answer = await outward.post(PATH, headers=assertion(f"{name}@scylladb.com"))
    assert answer.headers["location"] == "/profile/create"
    assert outward.session == {
        "registration_allowed": True,
        "lock_user_email": True,
        "auth_via_cf": True,
        "oauth_email": f"{name}@scylladb.com",
        "oauth_username": name,
        "oauth_name": f"John Von {name.split('.')[2].capitalize()}",
    }
    form = {"username": name, "email": f"{name}@scylladb.com", "full_name": "John"}
    await outward.post("/profile/create", data=form)
    user_id = outward.session["user_id"]
    await outward.post("/auth/logout")
    await outward.post(PATH, headers=assertion(f"{name}@scylladb.com"))
    assert outward.session["user_id"] == user_id


INVALID = "Invalid Cloudflare Access JWT"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exp": 1}, INVALID),
        ({"exp": None}, INVALID),
        ({"nbf": 32503680000}, INVALID),
        ({"iat": 32503680000}, INVALID),
        ({"aud": ["other"]}, INVALID),
        ({"aud": None}, INVALID),
        ({"iss": "https://evil.example.com"}, INVALID),
        ({"iss": f"https://{TEAM}/"}, INVALID),
        ({"iss": None}, INVALID),
        ({"key": FOREIGN}, INVALID),
        ({"kid": "unknown"}, INVALID),
        ({"algorithm": "RS384"}, INVALID),
        ({"algorithm": "HS256", "key": "a" * 40}, INVALID),
        ({"email": None}, "No email in the payload."),
        ({"email": ""}, "No email in the payload."),
        ({"email": ["a@scylladb.com"]}, "No email in the payload."),
        ({"email": "jane@example.com"}, "Email is external to scylladb.com"),
        ({"email": "jane@evilscylladb.com"}, "Email is external to scylladb.com"),
        ({"email": "jane@scylladb.com.example.com"}, "Email is external to scylladb.com"),
    ],
)
async def test_refused_assertions(outward: Browser, world: World, changes: dict[str, Any], message: str) -> None:
    email = company_email()
    jane, rob = await world.account(email=email), await world.account()
    assert jane
    outward.session = {"user_id": str(rob.id), "redirect_target": "/workspace"}
    answer = await outward.post(PATH, headers=assertion(**({"email": email} | changes)))
    assert (answer.status_code, answer.headers["location"]) == (302, "/auth/login")
    assert outward.flashes == [("error", message)]
    assert outward.session["manual_logout"] is True
    assert outward.session["user_id"] == str(rob.id)
    assert outward.session["redirect_target"] == "/workspace"


@pytest.mark.parametrize("payload", ["[]", '"text"', "{}", "no json"])
async def test_a_signed_payload_that_says_nothing(outward: Browser, payload: str) -> None:
    token = jwt.PyJWS().encode(payload.encode(), KEY, algorithm="RS256", headers={"kid": "key-1"})
    await outward.post(PATH, headers={"Cf-Access-Jwt-Assertion": token})
    assert outward.flashes == [("error", "Invalid Cloudflare Access Payload")]


@pytest.mark.parametrize("text", ["not.a.jwt", "x", "..", "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFAc2N5bGxhZGIuY29tIn0."])
async def test_what_is_no_assertion(outward: Browser, text: str) -> None:
    await outward.post(PATH, headers={"Cf-Access-Jwt-Assertion": text})
    assert outward.flashes == [("error", INVALID)]


class TestKeys:
    async def test_they_are_fetched_once(self, outward: Browser, world: World, played: Played) -> None:
        email = company_email()
        await world.account(email=email)
        for _ in range(3):
            await outward.post(PATH, headers=assertion(email))
            assert outward.session["auth_via_cf"] is True
        assert len(played.asked) == 1

    async def test_a_new_one_is_found(
        self, outward: Browser, world: World, played: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        email = company_email()
        jane = await world.account(email=email)
        await outward.post(PATH, headers=assertion(email))
        played.answer(CERTS, key_set(key_1=KEY, key_2=FOREIGN))
        rotated = assertion(email, kid="key-2", key=FOREIGN)
        outward.session = {}
        await outward.post(PATH, headers=rotated)
        assert outward.flashes == [("error", INVALID)]
        assert len(played.asked) == 1
        monkeypatch.setattr("argus_core.integrations.cloudflare.PAUSE_SECONDS", 0)
        await outward.post(PATH, headers=rotated)
        assert outward.session["user_id"] == str(jane.id)
        assert len(played.asked) == 2

    @pytest.mark.parametrize(
        ("content", "status"), [({}, 500), (b"<html>", 200), ({"keys": 5}, 200), ({"keys": [{"kid": "key-1"}]}, 200)]
    )
    async def test_when_there_are_none(
        self, outward: Browser, world: World, played: Played, content: Any, status: int
    ) -> None:
        email = company_email()
        await world.account(email=email)
        played.answer(CERTS, content, status)
        await outward.post(PATH, headers=assertion(email))
        assert outward.flashes == [("error", INVALID)]


async def test_without_the_header_or_the_method(outward: Browser, browser: Browser, world: World) -> None:
    jane = await world.account(email=company_email())
    for opened, headers in ((outward, {}), (browser, assertion("a@scylladb.com"))):
        opened.be(jane)
        answer = await opened.post(PATH, headers=headers)
        assert answer.headers["location"] == "/auth/login"
        assert opened.session == {"user_id": str(jane.id), "manual_logout": True}
        assert "session=" in answer.headers["set-cookie"]


async def test_the_header_alone_is_nobody(outward: Browser, world: World) -> None:
    email = company_email()
    await world.account(Role.ADMIN, email=email)
    for headers in (assertion(email), {"Cf-Access-Authenticated-User-Email": email}):
        assert (await outward.get("/api/v1/user/token", headers=headers)).status_code == 403


async def test_not_from_other_sites(outward: Browser, world: World) -> None:
    email = company_email()
    await world.account(email=email)
    answer = await outward.post(PATH, headers=assertion(email) | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "user_id" not in outward.session
