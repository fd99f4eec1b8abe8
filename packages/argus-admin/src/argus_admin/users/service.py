"""Changing and deleting accounts of others."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.access_tokens.service import AccessTokens
from argus_core.identity.roles import Role
from argus_core.pictures.service import Pictures
from argus_core.tunnels.repository import TunnelRepository
from argus_core.users.accounts import Accounts
from argus_core.users.errors import UserServiceException
from argus_core.users.oauth_tokens import OAuthTokens

if TYPE_CHECKING:
    from argus_core.core import Core

log = logging.getLogger("argus.accounts")


class UserAdministration:
    """What administrators do to accounts. Each change is one line in the log."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._accounts = core.of(Accounts)
        self._access_tokens = core.of(AccessTokens)
        self._pictures = core.of(Pictures)
        self._oauth_tokens = OAuthTokens(core.database)
        self._tunnels = TunnelRepository(core.database)

    async def change_email(self, user_id: UUID, email: str, *, by: UUID) -> None:
        """Change an address. Raises DocumentNotFound, UserServiceException."""
        await self._accounts.change_email(await self._accounts.get(user_id), email)
        log.info("Admin %s changed the e-mail address of user %s.", by, user_id)

    async def set_password(self, user_id: UUID, password: str, *, by: UUID) -> None:
        """Set a password; sessions and tokens stay valid. Raises DocumentNotFound, UserServiceException."""
        await self._accounts.set_password(await self._accounts.get(user_id), password)
        log.info("Admin %s set the password of user %s.", by, user_id)

    async def delete(self, user_id: UUID, *, by: UUID) -> None:
        """Delete an account with its tokens, keys and picture; what it wrote stays.

        Raises DocumentNotFound, UserServiceException.
        """
        if user_id == by:
            raise UserServiceException("Cannot delete user that you are logged in as.")
        user = await self._accounts.get(user_id)
        if Role.ADMIN in user.roles:
            raise UserServiceException("Cannot delete admin users. Unset admin flag before deleting")
        await self._users.remove(user_id)
        log.info("Admin %s deleted user %s (%s).", by, user_id, user.username)
        await asyncio.gather(
            self._access_tokens.revoke_all(user_id),
            self._oauth_tokens.delete_all(user_id),
            self._delete_tunnel_keys(user_id),
            *([self._pictures.remove(user.picture_id)] if user.picture_id is not None else []),
        )

    async def _delete_tunnel_keys(self, user_id: UUID) -> None:
        keys = await self._tunnels.keys_of(user_id)
        await asyncio.gather(*(self._tunnels.delete_key(key.id) for key in keys if key.id is not None))
