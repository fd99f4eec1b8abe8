"""Who may be acted as, and who acted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.identity.callers import Caller
from argus_core.identity.roles import Role
from argus_core.users.errors import UserServiceException
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

log = logging.getLogger("argus.auth")


class Impersonation:
    """Rules of acting as another account; each start and end is logged with both ids."""

    def __init__(self, core: Core) -> None:
        self._users = core.users

    async def service_users(self) -> list[User]:
        """The accounts that are offered, by name. Any other but an administrator's can be named too."""
        users = [user for user in await self._users.all() if user.service_user]
        return sorted(users, key=lambda user: (user.username or "", str(user.id)))

    async def start(self, admin: Caller, wanted: str) -> UUID:
        """The id of the account to act as. Raises UserServiceException."""
        if not wanted:
            raise UserServiceException("No user id")
        user = await self._users.by_session_id(wanted, fresh=True)
        if user is None or user.id is None:
            raise UserServiceException("User not found")
        if Role.ADMIN in user.roles:
            raise UserServiceException("Cannot impersonate an admin.")
        log.info("Admin %s acts as user %s from now on.", admin.id, user.id)
        return user.id

    async def stop(self, original: object, acting_as: Caller) -> UUID | None:
        """The id of the administrator behind an impersonation; None when it is none any more."""
        admin = await self._users.by_session_id(original, fresh=True)
        if admin is None or Role.ADMIN not in admin.roles:
            log.warning("%s acted as user %s, but is no admin any more.", original, acting_as.id)
            return None
        log.info("Admin %s acts as user %s no more.", admin.id, acting_as.id)
        return admin.id
