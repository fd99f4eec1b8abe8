"""The caller's notifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from argus_api.notifications.errors import NoNotificationId
from argus_api.notifications.schemas import NONE_IF_EMPTY, Header, MarkRead, NotificationId, Shown
from argus_api.notifications.service import Inbox
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.identity.callers import CurrentCaller

routes = JsonRoutes("/api/v1/notifications", name="api.notifications", tags=["notifications"])

Box = Annotated[Inbox, Depends(provide(Inbox))]
Id = Annotated[NotificationId | None, NONE_IF_EMPTY, Query(alias="id", description="Id of the notification; required.")]
AfterId = Annotated[
    NotificationId | None,
    NONE_IF_EMPTY,
    Query(alias="afterId", description="Begin with this notification, which is part of the answer."),
]
Limit = Annotated[int | None, NONE_IF_EMPTY, Query(description="How many at most; 20 when it is left out.")]


@routes.get("/get", summary="A notification")
async def get_notification(caller: CurrentCaller, inbox: Box, notification_id: Id = None) -> Shown:
    """A notification of the caller with its content. It stays unread."""
    if notification_id is None:
        raise NoNotificationId
    return await inbox.one(caller.id, notification_id)


@routes.get("/get_unread", summary="Number of unread notifications")
async def get_unread_count(caller: CurrentCaller, inbox: Box) -> int:
    """How many notifications the caller has not read."""
    return await inbox.unread(caller.id)


@routes.get("/summary", summary="Headers of notifications")
async def get_summary(caller: CurrentCaller, inbox: Box, after_id: AfterId = None, limit: Limit = None) -> list[Header]:
    """The caller's notifications, newest first. A page begins with the last element of the page before it."""
    return await inbox.headers(caller.id, start=after_id, limit=20 if limit is None else limit)


@routes.post("/read", summary="Mark a notification as read")
async def read_notification(body: MarkRead, caller: CurrentCaller, inbox: Box) -> bool:
    """The notification was read; again changes nothing. Always true."""
    await inbox.mark_read(caller.id, body.id)
    return True
