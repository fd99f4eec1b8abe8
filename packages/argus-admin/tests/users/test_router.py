"""The administration of accounts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from argus_core.access_tokens.scopes import Scope
from argus_core.access_tokens.service import AccessTokens
from argus_core.core import Core
from argus_core.database import Database
from argus_core.identity.passwords import verify_password
from argus_core.identity.roles import Role
from argus_core.pictures.service import Pictures, Upload
from argus_core.testing.world import PASSWORD, Account, World
from argus_core.tunnels.repository import TunnelRepository
from argus_core.users.accounts import Accounts
from argus_core.users.oauth_tokens import OAuthTokens

API = "/admin/api/v1"


async def post(http: httpx.AsyncClient, admin: Account, path: str, **body: object) -> tuple[str, str]:
    """Name and text of the error, or ("", "True")."""
    answer = (await http.post(f"{API}/user/{path}", json=body or None, headers=admin.headers)).json()
    told = answer["response"]
    return ("", str(told)) if answer["status"] == "ok" else (told["exception"], told["message"])


OK = ("", "True")


class TestList:
    async def test_it_holds_no_secrets(self, http: httpx.AsyncClient, world: World) -> None:
        admin, jane = await world.account(Role.ADMIN), await world.account(picture_id=uuid4())
        nameless = uuid4()
        await world.put('"user"', id=nameless, email="x@example.com")
        users = (await http.get(f"{API}/users", headers=admin.headers)).json()["response"]
        assert set(users[str(jane.id)]) == {
            "id",
            "username",
            "full_name",
            "email",
            "registration_date",
            "roles",
            "picture_id",
            "service_user",
        }
        assert users[str(nameless)]["roles"] == []
        assert jane.token not in str(users)

    async def test_the_page(self, http: httpx.AsyncClient, world: World) -> None:
        admin, jane = await world.account(Role.ADMIN), await world.account(full_name="<Jane>")
        page = await http.get("/admin/users", headers=admin.headers)
        assert "<title>Argus - Admin Area - Users</title>" in page.text
        assert "&lt;Jane&gt;" in page.text
        assert jane.token not in page.text

    @pytest.mark.parametrize("path", ["users", "", "user/x/delete", "user/x/admin/toggle"])
    async def test_others_are_refused(self, http: httpx.AsyncClient, world: World, path: str) -> None:
        method = "POST" if path.startswith("user/") else "GET"
        for headers in ({}, (await world.account()).headers):
            answer = await http.request(method, f"{API}/{path}", headers=headers)
            assert (answer.status_code, answer.json()) == (403, {"status": "error", "message": "Forbidden"})


class TestAdminToggle:
    async def test_there_and_back(self, http: httpx.AsyncClient, world: World) -> None:
        admin, jane = await world.account(Role.ADMIN), await world.account(Role.USER, Role.MANAGER)
        assert await post(http, admin, f"{jane.id}/admin/toggle") == OK
        assert (await http.get(f"{API}/", headers=jane.headers)).json() == {"version": "v1"}
        assert await post(http, admin, f"{jane.id}/admin/toggle") == OK
        assert (await http.get(f"{API}/", headers=jane.headers)).status_code == 403

    async def test_of_whom_not(self, http: httpx.AsyncClient, world: World, core: Core) -> None:
        admin, tunnel = await world.account(Role.ADMIN), await world.account(Role.SSH_TUNNEL_SERVER)
        own = ("UserServiceException", "Cannot toggle admin role from yourself.")
        assert await post(http, admin, f"{admin.id}/admin/toggle") == own
        assert (await post(http, admin, f"{tunnel.id}/admin/toggle"))[0] == "UserServiceException"
        assert (await core.of(Accounts).get(tunnel.id)).roles == [Role.SSH_TUNNEL_SERVER.value]
        assert (await post(http, admin, f"{uuid4()}/admin/toggle"))[0] == "DocumentNotFound"
        assert (await post(http, admin, "not-an-id/admin/toggle"))[0] == "BadRequest"


class TestEmail:
    async def test_changing_it(self, http: httpx.AsyncClient, world: World, core: Core) -> None:
        admin, jane, rob = await world.account(Role.ADMIN), await world.account(), await world.account()
        new = f"New.{jane.username}@Example.org"
        for _ in range(2):
            assert await post(http, admin, f"{jane.id}/email/set", newEmail=new) == OK
        for email, message in (
            (f"{rob.username}@example.com", "This email is already taken."),
            ("", "Invalid email."),
            ("nobody@localhost", "Invalid email."),
        ):
            told = await post(http, admin, f"{jane.id}/email/set", newEmail=email)
            assert told == ("UserServiceException", message)
        assert (await core.of(Accounts).get(jane.id)).email == new
        for wrong in (5, None):
            assert (await post(http, admin, f"{jane.id}/email/set", newEmail=wrong))[0] == "BadRequest"
        assert (await post(http, admin, f"{uuid4()}/email/set", newEmail=new))[0] == "DocumentNotFound"


class TestPassword:
    async def test_setting_it(self, http: httpx.AsyncClient, world: World, core: Core) -> None:
        admin = await world.account(Role.ADMIN)
        for stored in ("", None):
            jane = await world.account(password=stored)
            assert await post(http, admin, f"{jane.id}/password/set", newPassword="12345") == OK
            assert verify_password((await core.of(Accounts).get(jane.id)).password, "12345")
            assert (await http.get("/api/v1/users", headers=jane.headers)).json()["status"] == "ok"

    async def test_refused_ones(self, http: httpx.AsyncClient, world: World, core: Core) -> None:
        admin, jane = await world.account(Role.ADMIN), await world.account()
        for password, told in (
            ("", ("UserServiceException", "Empty new password")),
            ("1234", ("UserServiceException", "New password is too short")),
        ):
            assert await post(http, admin, f"{jane.id}/password/set", newPassword=password) == told
        for wrong in (None, 123456):
            assert (await post(http, admin, f"{jane.id}/password/set", newPassword=wrong))[0] == "BadRequest"
        assert verify_password((await core.of(Accounts).get(jane.id)).password, PASSWORD)


class TestDelete:
    async def test_what_goes_with_it(
        self, http: httpx.AsyncClient, world: World, core: Core, database: Database
    ) -> None:
        admin = await world.account(Role.ADMIN)
        picture = await core.of(Pictures).save(Upload(b"GIF89a rest", "me.gif"))
        jane = await world.account(picture_id=picture)
        token = await core.of(AccessTokens).create(jane.id, name="x", scopes=[Scope.FULL], lifetime=timedelta(days=1))
        await world.put("user_oauth_token", id=uuid4(), user_id=jane.id, kind="github", token="abc")
        await world.put("sshtunnel_key", id=uuid4(), user_id=jane.id, fingerprint=f"SHA256:{uuid4().hex}")
        assert await post(http, admin, f"{jane.id}/delete") == OK
        for headers in (jane.headers, {"Authorization": f"token {token.text}"}):
            told = (await http.get("/api/v1/users", headers=headers)).json()["response"]
            assert told["message"] == "User not found for supplied token"
        assert await core.of(AccessTokens).of_user(jane.id) == []
        assert await OAuthTokens(database).of_user(jane.id) == {}
        assert await TunnelRepository(database).keys_of(jane.id) == []
        assert await core.of(Pictures).read(picture) is None
        assert (await post(http, admin, f"{jane.id}/delete"))[0] == "DocumentNotFound"

    async def test_of_whom_not(self, http: httpx.AsyncClient, world: World, core: Core) -> None:
        admin, other = await world.account(Role.ADMIN), await world.account(Role.ADMIN)
        own = ("UserServiceException", "Cannot delete user that you are logged in as.")
        assert await post(http, admin, f"{admin.id}/delete") == own
        told = ("UserServiceException", "Cannot delete admin users. Unset admin flag before deleting")
        assert await post(http, admin, f"{other.id}/delete") == told
        assert (await core.of(Accounts).get(other.id)).id == other.id
