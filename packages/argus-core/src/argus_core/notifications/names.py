"""What notifications are about; the values are stored."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class NotificationType(StrEnum):
    """Values of `argus_notification.type`."""

    MENTION = "TYPE_MENTION"
    STATUS_CHANGE = "TYPE_STATUS_CHANGE"
    """Kept for old rows; nothing sends it."""
    ASSIGNEE_CHANGE = "TYPE_ASSIGNEE_CHANGE"
    SCHEDULE_CHANGE = "TYPE_SCHEDULE_CHANGE"
    """Kept for old rows; nothing sends it."""
    VIEW_ACTION_ITEM_ASSIGNEE = "TYPE_VIEW_ACTION_ITEM_ASSIGNEE"
    VIEW_HIGHLIGHT_MENTION = "TYPE_VIEW_HIGHLIGHT_MENTION"

    @property
    def headline(self) -> str:
        """Its title for people."""
        return _HEADLINES[self]


class NotificationSource(StrEnum):
    """Values of `argus_notification.source_type`: what `source_id` is the id of."""

    TEST_RUN = "TEST_RUN"
    SCHEDULE = "SCHEDULE"
    COMMENT = "COMMENT"
    VIEW_ACTION_ITEM = "VIEW_ACTION_ITEM"
    """The id is that of the view."""
    VIEW_HIGHLIGHT = "VIEW_HIGHLIGHT"
    """The id is that of the view."""


class NotificationState(IntEnum):
    """Values of `argus_notification.state`."""

    UNREAD = 1
    READ = 2


_HEADLINES = {
    NotificationType.MENTION: "You were mentioned in a comment",
    NotificationType.STATUS_CHANGE: "A run you are assigned to changed status",
    NotificationType.ASSIGNEE_CHANGE: "You were assigned to a run",
    NotificationType.SCHEDULE_CHANGE: "You were assigned to a schedule",
    NotificationType.VIEW_ACTION_ITEM_ASSIGNEE: "You were assigned to a view action item",
    NotificationType.VIEW_HIGHLIGHT_MENTION: "You were mentioned in a view highlight",
}
