"""Replacing the picture of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.pictures.service import Pictures, Upload
from argus_core.users.accounts import Accounts

if TYPE_CHECKING:
    from argus_core.core import Core


class OwnPicture:
    """The picture of an account."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._accounts = core.of(Accounts)
        self._pictures = core.of(Pictures)

    async def replace(self, user_id: UUID, upload: Upload) -> None:
        """Keep a new picture and forget the old one. Raises UserServiceException for what is no picture."""
        picture_id = await self._pictures.save(upload)
        user = await self._accounts.get(user_id)
        await self._users.change(user, picture_id=picture_id)
        if user.picture_id is not None:
            await self._pictures.remove(user.picture_id)
