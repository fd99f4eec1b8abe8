"""Rows of notifications."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Row, SmallInt, Text, TimeUuid, Uuid


@dataclass(slots=True, kw_only=True)
class Notification(Row, table="argus_notification"):
    """A notification; `content` is an HTML fragment, `state` a `NotificationState`."""

    receiver: Uuid
    id: TimeUuid
    type: Text
    state: SmallInt
    sender: Uuid
    source_type: Text
    source_id: Uuid
    title: Text
    content: Text


@dataclass(slots=True, kw_only=True)
class NotificationHeader(Row, table="argus_notification", projection=True):
    """What lists show of a notification."""

    receiver: Uuid
    id: TimeUuid
    sender: Uuid
    title: Text
    state: SmallInt
