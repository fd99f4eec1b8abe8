"""An account's notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from argus_api.notifications.schemas import Header, Shown
from argus_core.errors import DocumentNotFound
from argus_core.notifications.names import NotificationState
from argus_core.notifications.repository import NotificationRepository
from argus_core.notifications.rows import Notification, NotificationHeader

if TYPE_CHECKING:
    from argus_core.core import Core

MOST_ROWS = 2**31 - 1
"""The database takes no larger limit."""
_1970 = 0x01B21DD213814000
"""1970 in the clock of time UUIDs, which ticks every 100 ns."""


class Inbox:
    """What an account was told, newest first."""

    def __init__(self, core: Core) -> None:
        self._repository = NotificationRepository(core.database)

    async def headers(self, receiver: UUID, *, start: UUID | None, limit: int) -> list[Header]:
        """At most `limit` headers (at least one is asked for); `start`: this notification and older ones."""
        rows = await self._repository.newest(receiver, start, min(max(limit, 1), MOST_ROWS))
        return [_header(row) for row in rows]

    async def unread(self, receiver: UUID) -> int:
        """How many are unread."""
        return await self._repository.unread(receiver)

    async def one(self, receiver: UUID, notification_id: UUID) -> Shown:
        """A notification of this account; raises DocumentNotFound."""
        row = await self._repository.one(receiver, notification_id)
        if row is None:
            raise DocumentNotFound("ArgusNotification", notification_id)
        return _shown(row)

    async def mark_read(self, receiver: UUID, notification_id: UUID) -> None:
        """It was read; again changes nothing. Raises DocumentNotFound."""
        if not await self._repository.exists(receiver, notification_id):
            raise DocumentNotFound("ArgusNotification", notification_id)
        await self._repository.set_state(receiver, notification_id, NotificationState.READ)


def sent_at(notification_id: UUID) -> float:
    """When a time UUID was made, in milliseconds since 1970."""
    return (notification_id.time - _1970) / 10_000


def _header(row: NotificationHeader) -> Header:
    assert row.id is not None  # noqa: S101  (part of the primary key)
    return Header.model_construct(**row.as_dict(), created=sent_at(row.id))


def _shown(row: Notification) -> Shown:
    assert row.id is not None  # noqa: S101  (part of the primary key)
    columns = row.as_dict()
    source = columns.pop("source_type")
    return Shown.model_construct(**columns, source=source, created=sent_at(row.id))
