"""Rows of comments."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import CountMap, Int, Row, Text, Uuid, UuidList


@dataclass(slots=True, kw_only=True)
class Comment(Row, table="argus_test_run_comment"):
    """A comment on a run; `posted_at` in seconds since 1970."""

    id: Uuid
    posted_at: Int
    test_run_id: Uuid
    user_id: Uuid
    release_id: Uuid
    test_id: Uuid
    message: Text
    mentions: UuidList
    reactions: CountMap
