"""Which account somebody from GitHub is, and making it at the first login."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from argus_auth.github.errors import (
    GithubAccountRefused,
    GithubLoginDisabled,
    GithubLoginFailed,
    GithubOrganizationMissingError,
)
from argus_auth.github.oauth import token_request
from argus_core.identity.roles import Role
from argus_core.integrations.github import Github, GithubAccount, GithubError
from argus_core.pictures.service import LARGEST, Pictures, Upload
from argus_core.users.accounts import Accounts
from argus_core.users.errors import UserServiceException
from argus_core.users.oauth_tokens import OAuthKind, OAuthTokens
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

COMPANY = "@scylladb.com"

log = logging.getLogger("argus.auth")


@dataclass(frozen=True, slots=True)
class GithubLogin:
    """Who logged in. `first_password_mark` is set at the first login only."""

    user_id: UUID
    first_password_mark: str | None = None


class GithubLogins:
    """Logs people in who come back from GitHub."""

    def __init__(self, core: Core) -> None:
        self._settings = core.settings
        self._users = core.users
        self._accounts = core.of(Accounts)
        self._pictures = core.of(Pictures)
        self._github = core.of(Github)
        self._tokens = OAuthTokens(core.database)

    async def log_in(self, code: str, *, state: str) -> GithubLogin:
        """The account of whoever GitHub gave this code; made at the first login. Raises UserServiceException."""
        if "gh" not in self._settings.login_methods:
            raise GithubLoginDisabled
        try:
            access_token = await self._github.exchange(token_request(self._settings, code=code, state=state))
            somebody = await self._github.account(access_token)
        except GithubError as error:
            raise GithubLoginFailed(error.message) from error
        required = self._settings.github_required_organizations
        if required and not somebody.organizations & set(required):
            raise GithubOrganizationMissingError
        user = await self._users.by_username(somebody.login)
        login = await self._create(somebody) if user is None or user.id is None else GithubLogin(user.id)
        await self._bind(login.user_id, user, somebody, access_token)
        return login

    async def _bind(self, user_id: UUID, user: User | None, somebody: GithubAccount, access_token: str) -> None:
        """Hold the account to the numeric id it was first used with, and keep the access token."""
        if user is not None and (user.service_user or Role.SSH_TUNNEL_SERVER in user.roles):
            raise GithubAccountRefused("Service accounts cannot be used through GitHub.")
        known = await self._tokens.of_user(user_id)
        bound = known.get(OAuthKind.GITHUB_ID)
        if bound is not None and bound.token != str(somebody.id):
            log.warning("GitHub account %s (%s) was refused as user %s.", somebody.login, somebody.id, user_id)
            raise GithubAccountRefused("This account belongs to another GitHub account.")
        await asyncio.gather(
            self._tokens.put(user_id, known.get(OAuthKind.GITHUB), OAuthKind.GITHUB, access_token),
            self._tokens.put(user_id, bound, OAuthKind.GITHUB_ID, str(somebody.id)),
        )

    async def _create(self, somebody: GithubAccount) -> GithubLogin:
        account = await self._accounts.create(
            username=somebody.login,
            full_name=somebody.name or somebody.login,
            email=address_of(somebody),
            picture_id=await self._picture(somebody.avatar_url),
        )
        return GithubLogin(account.id, account.first_password_mark)

    async def _picture(self, url: str | None) -> UUID | None:
        """The picture; whatever is wrong with it, the login goes on without."""
        if url is None:
            return None
        try:
            content = await self._github.picture(url, largest=LARGEST)
            return await self._pictures.save(Upload(content, urlsplit(url).path.rsplit("/", 1)[-1]))
        except (GithubError, UserServiceException, OSError) as error:
            log.warning("The GitHub picture %s is not kept: %s", url, error)
            return None


def address_of(somebody: GithubAccount) -> str | None:
    """Of the verified addresses the company's, else the primary one."""
    verified = [address for address in somebody.emails if address.verified]
    company = [address for address in verified if address.email.endswith(COMPANY)]
    chosen = company or [address for address in verified if address.primary]
    return chosen[0].email if chosen else None
