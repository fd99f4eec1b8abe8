"""Rows of the activity log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argus_core.database.rows import Row, Text, Timestamp, Uuid


class EventKind(StrEnum):
    """What happened."""

    ASSIGNEE_CHANGED = "ARGUS_ASSIGNEE_CHANGE"
    STATUS_CHANGED = "ARGUS_TEST_RUN_STATUS_CHANGE"
    INVESTIGATION_STATUS_CHANGED = "ARGUS_TEST_RUN_INVESTIGATION_STATUS_CHANGE"
    BATCH_INVESTIGATION_STATUS_CHANGED = "ARGUS_TEST_RUN_INVESTIGATION_BATCH_STATUS_CHANGE"
    COMMENT_POSTED = "ARGUS_TEST_RUN_COMMENT_POSTED"
    COMMENT_UPDATED = "ARGUS_TEST_RUN_COMMENT_UPDATED"
    COMMENT_DELETED = "ARGUS_TEST_RUN_COMMENT_DELETED"
    ISSUE_ADDED = "ARGUS_TEST_RUN_ISSUE_ADDED"
    ISSUE_REMOVED = "ARGUS_TEST_RUN_ISSUE_REMOVED"


@dataclass(slots=True, kw_only=True)
class Event(Row, table="argus_event"):
    """One entry; `body` is a JSON object with a `message` template and the values of its placeholders."""

    id: Uuid
    release_id: Uuid
    group_id: Uuid
    test_id: Uuid
    run_id: Uuid
    user_id: Uuid
    kind: Text
    body: Text
    created_at: Timestamp
