"""Telling one account what another did: a row inside Argus, and a mail."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid1

from argus_core.background import Later, run_guarded
from argus_core.mail.message import Mail
from argus_core.mail.service import Mailer
from argus_core.notifications.errors import NotificationManagerException
from argus_core.notifications.names import NotificationSource, NotificationState, NotificationType
from argus_core.notifications.repository import NotificationRepository
from argus_core.notifications.rows import Notification
from argus_core.notifications.texts import NotificationTexts
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

MAIL_TASK = "notification_mail"


class NotificationService:
    """Sends notifications."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._repository = NotificationRepository(core.database)
        self._texts = NotificationTexts(core.settings.base_url or "")

    async def send(
        self,
        *,
        receiver: UUID,
        sender: UUID,
        type: NotificationType,
        source: NotificationSource,
        source_id: UUID,
        content_params: dict[str, Any],
        later: Later | None = None,
    ) -> None:
        """Store a notification for the receiver, and mail it when mail is on.

        content_params, by type: mentions and assignments in a run need `test_id`, `run_id`, `build_id` and
        `build_number`; those in a view `view_name` and `display_name`; a mention in a view also `highlight_type`
        (`highlight`, `action item comment`, ...), an action item also `action`. Mentions take the optional `message`,
        the text in which somebody was mentioned, which the mail shows. The sender's names are those of its account.

        With `later` the mail goes out after the answer, else before this returns. A mail that cannot be sent is logged
        and counted, and fails nothing. Raises NotificationManagerException for unknown accounts, for types without a
        text, and for missing parameters; then nothing is stored.
        """
        to, by = await asyncio.gather(self._account(receiver), self._account(sender))
        params = {"message": "", **content_params, "username": by.username, "sender": by.full_name or by.username}
        row = Notification(
            receiver=receiver,
            id=_time_uuid(),
            type=type.value,
            state=NotificationState.UNREAD,
            sender=sender,
            source_type=source.value,
            source_id=source_id,
            title=type.headline,
            content=self._texts.fragment(type, params),
        )
        await self._repository.insert(row)
        if not self._core.settings.email_enabled or not to.email:
            return
        mail = Mail(f"Argus Notification - {type.headline}", [to.email], self._texts.mail(type, params))
        mailer = self._core.of(Mailer)
        if later is not None:
            later.add(MAIL_TASK, mailer.send, mail)
        else:
            await run_guarded(self._core, MAIL_TASK, mailer.send, mail)

    async def _account(self, user_id: UUID) -> User:
        user = await self._core.users.by_id(user_id)
        if user is None:
            raise NotificationManagerException(f"UserId {user_id} not found in the database")
        return user


def _time_uuid() -> UUID:
    """A version 1 UUID of now that gives no network address away."""
    return uuid1(node=secrets.randbits(48) | 1 << 40)
