"""Who gets in: credentials count only where they belong, and rights are looked up for each request."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from argus_core.access_tokens.scopes import Scope
from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.testing.browser import HOST, Browser
from argus_core.testing.world import PASSWORD, World

USERS = "/api/v1/users"
ADMINISTRATION = "/admin/api/v1/users"


# ---- tokens ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["token", "api_token", "access_token", "auth_token", "Authorization"])
async def test_a_token_in_an_address_is_nobody(http: httpx.AsyncClient, world: World, name: str) -> None:
    """Addresses end up in logs and histories."""
    jane = await world.account()
    for value in (jane.token, f"token {jane.token}"):
        answer = await http.get(USERS, params={name: value})
        assert (answer.status_code, answer.json()["message"]) == (403, "Authorization required")
        page = await http.get("/profile/", params={name: value})
        assert page.headers["location"] == "/auth/login"


async def test_a_token_counts_in_its_own_header_only(http: httpx.AsyncClient, world: World) -> None:
    jane = await world.account()
    elsewhere = (
        {"Authorization": f"Bearer {jane.token}"},
        {"Authorization": f"Token {jane.token}"},
        {"Authorization": jane.token},
        {"X-Api-Token": jane.token},
        {"Cookie": f"token={jane.token}"},
        {"Cookie": f"session={jane.token}"},
        {"Cookie": f"session={jane.id}"},
    )
    for headers in elsewhere:
        assert (await http.get(USERS, headers=headers)).status_code == 403
    answer = await http.post("/api/v1/user/tokens", json={"token": jane.token, "name": "x", "scopes": ["read"]})
    assert answer.status_code == 403
    assert (await http.get(USERS, headers=jane.headers)).json()["status"] == "ok"


async def test_headers_of_a_login_service_are_nobody_without_its_signature(
    http: httpx.AsyncClient, world: World
) -> None:
    jane = await world.account(Role.ADMIN)
    email = f"{jane.username}@example.com"
    for name in ("Cf-Access-Authenticated-User-Email", "X-Forwarded-User", "X-Forwarded-Email", "Remote-User"):
        for value in (email, jane.username, str(jane.id)):
            assert (await http.get(USERS, headers={name: value})).status_code == 403


# ---- roles ----------------------------------------------------------------------------------------------------------
async def test_the_role_is_looked_up_for_each_request_whatever_is_kept(
    https: httpx.AsyncClient, core: Core, world: World
) -> None:
    """Accounts are kept for a minute here, and another worker takes the role away."""
    admin, jane = await world.account(Role.ADMIN), await world.account()
    made = await https.post("/api/v1/user/tokens", json={"name": "x", "scopes": [Scope.FULL]}, headers=admin.headers)
    personal = {"Authorization": f"token {made.json()['response']['token']}"}
    await https.post("/auth/login", data={"username": admin.username, "password": PASSWORD})
    cookie = {"Cookie": f"session={https.cookies['session']}"}
    https.cookies.clear()
    ways = (admin.headers, personal, cookie)
    for headers in ways:
        assert (await https.get(ADMINISTRATION, headers=headers)).status_code == 200
    await core.users.repository.set_column(admin.id, "roles", [Role.USER.value])
    for headers in ways:
        answer = await https.get(ADMINISTRATION, headers=headers)
        assert (answer.status_code, answer.json()["message"]) == (403, "Forbidden")
        toggle = await https.post(f"/admin/api/v1/user/{jane.id}/admin/toggle", headers=headers)
        assert toggle.status_code == 403
    user = await core.users.by_id(jane.id, fresh=True)
    assert user is not None
    assert user.roles == [Role.USER.value]


async def test_roles_are_not_for_the_asking(http: httpx.AsyncClient, browser: Browser, world: World) -> None:
    """What a request says of its caller's rights is not listened to."""
    jane = await world.account()
    browser.session = {"user_id": str(jane.id), "roles": [Role.ADMIN.value], "is_admin": True}
    assert (await browser.get(ADMINISTRATION)).status_code == 403
    claims = {"roles": Role.ADMIN.value, "X-Role": Role.ADMIN.value}
    assert (await http.get(ADMINISTRATION, params=claims, headers=jane.headers | claims)).status_code == 403
    for form, fields in (
        ("name", {"new_name": "Jane", "roles": Role.ADMIN.value}),
        ("username", {"new_username": f"j-{uuid4().hex}", "roles": Role.ADMIN.value, "service_user": "true"}),
    ):
        browser.be(jane)
        await browser.post(f"/profile/update/{form}", data=fields)
        assert browser.flashes[0][0] == "success"
    assert (await http.get(ADMINISTRATION, headers=jane.headers)).status_code == 403


async def test_an_impersonating_administrator_has_no_more_rights_than_the_account(
    browser: Browser, world: World
) -> None:
    admin, jane = await world.account(Role.ADMIN), await world.account()
    browser.session = {"user_id": str(jane.id), "original_user": str(admin.id)}
    assert (await browser.get(USERS)).status_code == 200
    assert (await browser.get(ADMINISTRATION)).status_code == 403


# ---- own things -----------------------------------------------------------------------------------------------------
async def test_everybody_gets_the_own_token_and_profile_only(http: httpx.AsyncClient, world: World) -> None:
    jane, rob = await world.account(), await world.account()
    for claim in ({"user_id": str(rob.id)}, {"id": str(rob.id)}, {"username": rob.username}):
        answer = await http.get("/api/v1/user/token", params=claim, headers=jane.headers)
        assert answer.json()["response"] == {"token": jane.token}
        page = await http.get("/profile/", params=claim, headers=jane.headers)
        assert jane.username in page.text
        assert rob.username not in page.text


async def test_forms_change_the_own_account_only(browser: Browser, core: Core, world: World) -> None:
    jane, rob = await world.account(), await world.account()
    before = await core.users.by_id(rob.id, fresh=True)
    for form, fields in (
        ("name", {"new_name": "Changed"}),
        ("username", {"new_username": f"j-{uuid4().hex}"}),
        (
            "password",
            {"old_password": PASSWORD, "new_password": "changed one", "new_password_confirm": "changed one"},
        ),
    ):
        browser.be(jane)
        await browser.post(f"/profile/update/{form}", data=fields | {"user_id": str(rob.id), "id": str(rob.id)})
        assert browser.flashes[0][0] == "success"
    assert await core.users.by_id(rob.id, fresh=True) == before


# ---- where a login leads --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "//profile/",
        "///profile/",
        "/%2F/profile/",
        "/profile/?next=https://evil.example/",
        "/profile//evil.example/",
        "/%5Cevil.example/",
        "/profile/%0d%0aLocation:%20https://evil.example",
    ],
)
async def test_a_login_leads_to_this_server_only(browser: Browser, world: World, address: str) -> None:
    jane = await world.account()
    await browser.get(httpx.URL(f"http://{HOST}{address}"))
    answer = await browser.post(
        "/auth/login", data={"username": jane.username, "password": PASSWORD}, params={"next": "https://evil.example/"}
    )
    target = answer.headers["location"]
    assert answer.status_code == 302
    assert target.startswith("/")
    assert not target.startswith("//")
    assert "\\" not in target
    assert (urlsplit(target).scheme, urlsplit(target).netloc) == ("", "")


async def test_logins_and_refusals_lead_nowhere_else_whatever_host_was_asked(browser: Browser, world: World) -> None:
    jane, claimed = await world.account(), {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    sent = {"username": jane.username, "password": PASSWORD}
    for answer in (
        await browser.get("/profile/", headers=claimed),
        await browser.post("/auth/login", data=sent | {"password": "wrong"}, headers=claimed),
        await browser.post("/auth/login", data=sent, headers=claimed),
        await browser.get("/auth/admin/impersonate", headers=claimed),
        await browser.post("/auth/logout", headers=claimed),
    ):
        assert answer.status_code == 302
        assert answer.headers["location"] in {"/", "/auth/login", "/profile/"}
