"""Reads and writes of notifications. All of them stay inside the partition of one receiver."""

from __future__ import annotations

from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.notifications.names import NotificationState
from argus_core.notifications.rows import Notification, NotificationHeader

ONE = Statement(Notification.select("WHERE receiver = ? AND id = ?"))
NEWEST = Statement(NotificationHeader.select("WHERE receiver = ? LIMIT ?"))
NEWEST_FROM = Statement(NotificationHeader.select("WHERE receiver = ? AND id <= ? LIMIT ?"))
# Filtering reads the partition's states and nothing else; without it the contents of all rows would travel.
UNREAD = Statement("SELECT COUNT(*) FROM argus_notification WHERE receiver = ? AND state = ? ALLOW FILTERING")
EXISTS = Statement("SELECT id FROM argus_notification WHERE receiver = ? AND id = ?")
SET_STATE = Statement("UPDATE argus_notification SET state = ? WHERE receiver = ? AND id = ?")
INSERT = insert("argus_notification", *Notification.columns())


class NotificationRepository:
    """The table `argus_notification`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def insert(self, row: Notification) -> None:
        """A new notification."""
        await self._database.execute(INSERT, row.as_dict())

    async def one(self, receiver: UUID, notification_id: UUID) -> Notification | None:
        """A notification of this receiver."""
        return await self._database.fetch_one(ONE, (receiver, notification_id), into=Notification)

    async def newest(self, receiver: UUID, start: UUID | None, limit: int) -> list[NotificationHeader]:
        """Headers, newest first; `start`: this notification and older ones."""
        if start is None:
            return await self._database.fetch(NEWEST, (receiver, limit), into=NotificationHeader)
        return await self._database.fetch(NEWEST_FROM, (receiver, start, limit), into=NotificationHeader)

    async def unread(self, receiver: UUID) -> int:
        """How many are unread."""
        return int(await self._database.value(UNREAD, (receiver, NotificationState.UNREAD)))

    async def exists(self, receiver: UUID, notification_id: UUID) -> bool:
        """Whether this receiver has such a notification."""
        return await self._database.value(EXISTS, (receiver, notification_id)) is not None

    async def set_state(self, receiver: UUID, notification_id: UUID, state: NotificationState) -> None:
        """Change the state of a notification that exists."""
        await self._database.execute(SET_STATE, (state, receiver, notification_id))
