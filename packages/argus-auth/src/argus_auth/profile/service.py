"""What the profile page shows, and who may change what there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from argus_auth.profile.schemas import PasswordForm
from argus_core.access_tokens.rows import AccessToken
from argus_core.access_tokens.service import AccessTokens
from argus_core.clock import utc_now
from argus_core.identity.callers import Caller
from argus_core.identity.roles import Role
from argus_core.users.accounts import Accounts
from argus_core.users.errors import UserServiceException
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A personal access token in the list of the page."""

    token: AccessToken
    expired: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What the page shows. `first_password` and `api_token` are shown once."""

    user: User
    tokens: list[ShownToken]
    may_change_email: bool
    first_password: str | None
    api_token: str | None

    @property
    def has_api_token(self) -> bool:
        """Whether there is an API token at all."""
        return bool(self.user.api_token)


class ProfileService:
    """The own account. Refusals are UserServiceException."""

    def __init__(self, core: Core) -> None:
        self._accounts = core.of(Accounts)
        self._tokens = core.of(AccessTokens)

    async def profile(self, caller: Caller, *, impersonated: bool, first_run: object, new_token: bool) -> Profile:
        """The page's contents.

        first_run: what the session keeps of a first login. new_token: the API token was just made; callers whose access
        token is limited do not get to see it.
        """
        user = await self._accounts.get(caller.id)
        now = utc_now()
        tokens = await self._tokens.of_user(caller.id)
        return Profile(
            user=user,
            tokens=[ShownToken(token, token.expires_at is None or token.expires_at <= now) for token in tokens],
            may_change_email=impersonated or Role.ADMIN in user.roles,
            first_password=await self._first_password(caller, first_run),
            api_token=user.api_token if new_token and caller.has_full_scope else None,
        )

    async def _first_password(self, caller: Caller, first_run: object) -> str | None:
        """The temporary password of a new account; sessions that the old system began hold it themselves."""
        if not isinstance(first_run, Mapping) or not caller.by_cookie:
            return None
        kept: Any = first_run.get("password")
        if kept:
            return str(kept)
        return await self._accounts.issue_first_password(caller.id, str(first_run.get("mark")))

    async def change_email(self, caller: Caller, email: str, *, impersonated: bool) -> None:
        """Change the address: administrators their own, and that of whom they act as."""
        user = await self._accounts.get(caller.id)
        if not impersonated and Role.ADMIN not in user.roles:
            raise UserServiceException("Not authorized to change email.")
        if not email:
            raise UserServiceException("Incorrect new email")
        await self._accounts.change_email(user, email)

    async def change_password(self, caller: Caller, form: PasswordForm) -> None:
        """Change the password; sessions and tokens stay valid."""
        problem = form.problem()
        if problem is not None:
            raise UserServiceException(problem)
        await self._accounts.change_password(await self._accounts.get(caller.id), form.old_password, form.new_password)
