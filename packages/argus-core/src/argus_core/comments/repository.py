"""Reads of comments."""

from __future__ import annotations

from uuid import UUID

from argus_core.comments.rows import Comment
from argus_core.database import Database, Statement

BY_RUN = Statement(Comment.select("WHERE test_run_id = ?"))


class CommentRepository:
    """The table `argus_test_run_comment`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_run(self, run_id: UUID) -> list[Comment]:
        """Comments of a run, oldest first. Half-deleted rows (no message) are left out."""
        comments = await self._database.fetch(BY_RUN, (run_id,), into=Comment)
        return sorted((c for c in comments if c.message is not None), key=lambda comment: comment.posted_at or 0)
