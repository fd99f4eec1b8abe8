"""Reads of comments."""

from __future__ import annotations

from uuid import UUID

from argus_core.comments.rows import Comment
from argus_core.database import Database, Statement

BY_RUN = Statement(Comment.select("WHERE test_run_id = ?"))
BY_ID = Statement(Comment.select("WHERE id = ?"))


class CommentRepository:
    """The table `argus_test_run_comment`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, comment_id: UUID) -> Comment | None:
        """A comment. A half-deleted row (no message) is none."""
        comment = await self._database.fetch_one(BY_ID, (comment_id,), into=Comment)
        return comment if comment is not None and comment.message is not None else None

    async def of_run(self, run_id: UUID) -> list[Comment]:
        """Comments of a run, oldest first. Half-deleted rows (no message) are left out."""
        comments = await self._database.fetch(BY_RUN, (run_id,), into=Comment)
        return sorted((c for c in comments if c.message is not None), key=lambda comment: comment.posted_at or 0)
