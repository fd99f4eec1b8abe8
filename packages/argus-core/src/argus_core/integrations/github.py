"""GitHub as the place where people log in: who somebody is, by the access token of a login."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from argus_core.errors import ArgusError, ErrorKind
from argus_core.integrations.outgoing import Outgoing

if TYPE_CHECKING:
    from argus_core.core import Core

AUTHORIZE = "https://github.com/login/oauth/authorize"
ACCESS_TOKEN = "https://github.com/login/oauth/access_token"  # noqa: S105  (an address)
API = "https://api.github.com"
PICTURE_HOSTS = ".githubusercontent.com"
MOST_PAGES = 20
"""Pages of 100 organisations."""
JSON = {"Accept": "application/json"}


class GithubError(ArgusError):
    """GitHub refused, answered something unexpected, or did not answer; the sentence is for people."""

    kind = ErrorKind.UPSTREAM


@dataclass(frozen=True, slots=True)
class GithubEmail:
    """An address of an account."""

    email: str
    primary: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class GithubAccount:
    """Who logged in. `name` and `avatar_url` may be missing."""

    id: int
    login: str
    name: str | None
    avatar_url: str | None
    emails: tuple[GithubEmail, ...]
    organizations: frozenset[str]


class Github:
    """Asks GitHub. Every method raises GithubError."""

    def __init__(self, core: Core) -> None:
        self._outgoing = core.of(Outgoing)

    async def exchange(self, form: str) -> str:
        """The access token for a token request of OAuth, given as the form of its body."""
        headers = JSON | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._send("POST", ACCESS_TOKEN, headers=headers, content=form)
        told = _json(answer)
        if isinstance(told, dict) and isinstance(told.get("access_token"), str) and told["access_token"]:
            return str(told["access_token"])
        reason = told.get("error_description") or told.get("error") if isinstance(told, dict) else None
        raise GithubError(str(reason)[:200] if reason else "no access token was given")

    async def account(self, access_token: str) -> GithubAccount:
        """The account that an access token belongs to, with its addresses and organisations."""
        headers = JSON | {"Authorization": f"token {access_token}"}
        user, emails, organizations = await asyncio.gather(
            self._get(f"{API}/user", headers),
            self._pages(f"{API}/user/emails?per_page=100", headers),
            self._pages(f"{API}/user/orgs?per_page=100", headers),
        )
        try:
            return GithubAccount(
                id=int(user["id"]),
                login=str(user["login"]),
                name=user.get("name") or None,
                avatar_url=user.get("avatar_url") or None,
                emails=tuple(
                    GithubEmail(str(e["email"]), bool(e.get("primary")), bool(e.get("verified"))) for e in emails
                ),
                organizations=frozenset(str(organization["login"]) for organization in organizations),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GithubError("an unexpected answer was given") from error

    async def picture(self, url: str, *, largest: int) -> bytes:
        """A profile picture of at most `largest` bytes; only GitHub's own hosts are asked."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not (parts.hostname or "").endswith(PICTURE_HOSTS):
            raise GithubError(f"{url} is no picture of GitHub")
        client, content = await self._outgoing.client(), b""
        try:
            async with client.stream("GET", url, headers={"Accept": "image/*"}) as answer:
                _check(answer)
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > largest:
                        raise GithubError(f"the picture at {url} is too large")
        except httpx.HTTPError as error:
            raise GithubError(f"the picture cannot be fetched ({type(error).__name__})") from error
        return content

    async def _pages(self, url: str, headers: dict[str, str]) -> list[Any]:
        """All items of a list that comes in pages; the answer's Link header leads from one to the next."""
        items: list[Any] = []
        following: str | None = url
        for _ in range(MOST_PAGES):
            if following is None or not following.startswith(f"{API}/"):
                break
            answer = await self._send("GET", following, headers=headers)
            page = _json(answer)
            if not isinstance(page, list):
                raise GithubError("an unexpected answer was given")
            items += page
            following = answer.links.get("next", {}).get("url")
        return items

    async def _get(self, url: str, headers: dict[str, str]) -> dict[str, Any]:
        found = _json(await self._send("GET", url, headers=headers))
        if not isinstance(found, dict):
            raise GithubError("an unexpected answer was given")
        return found

    async def _send(self, method: str, url: str, **how: Any) -> httpx.Response:
        client = await self._outgoing.client()
        try:
            answer = await client.request(method, url, **how)
        except httpx.HTTPError as error:
            raise GithubError(f"GitHub cannot be reached ({type(error).__name__})") from error
        _check(answer)
        return answer


def _check(answer: httpx.Response) -> None:
    if answer.status_code != 200:
        raise GithubError(f"GitHub answered with status {answer.status_code}")


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise GithubError("an unexpected answer was given") from error
