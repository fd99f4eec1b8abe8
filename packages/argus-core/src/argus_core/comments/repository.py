"""Reads and writes of comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from argus_core.comments.rows import Comment
from argus_core.database import Database, Statement
from argus_core.database.statements import insert, update

BY_RUN = Statement(Comment.select("WHERE test_run_id = ?"))
BY_ID = Statement(Comment.select("WHERE id = ?"))
ADD = insert("argus_test_run_comment", *Comment.columns())
CHANGE = update("argus_test_run_comment", ("message", "mentions", "reactions"), ("id", "posted_at"))
DELETE = Statement("DELETE FROM argus_test_run_comment WHERE id = ? AND posted_at = ?")


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

    async def add(self, comment: Comment) -> None:
        """A new comment."""
        await self._database.execute(ADD, comment.as_dict())

    async def change(
        self, comment: Comment, *, message: str, mentions: Sequence[UUID], reactions: Mapping[str, int]
    ) -> None:
        """Replace what a comment says; its time and place stay."""
        columns = {"message": message, "mentions": mentions, "reactions": reactions}
        await self._database.execute(CHANGE, {**columns, "id": comment.id, "posted_at": comment.posted_at})

    async def delete(self, comment: Comment) -> None:
        """Delete a comment."""
        await self._database.execute(DELETE, (comment.id, comment.posted_at))
