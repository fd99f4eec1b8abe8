"""Writing comments on runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from argus_core.activity.repository import ActivityRepository
from argus_core.activity.rows import EventKind
from argus_core.background import Later, run_guarded
from argus_core.clock import epoch_now
from argus_core.comments.errors import NotTheAuthor
from argus_core.comments.mentions import Mentions
from argus_core.comments.repository import CommentRepository
from argus_core.comments.rows import Comment
from argus_core.comments.text import without_markup
from argus_core.errors import BadRequest, DocumentNotFound
from argus_core.hierarchy.service import HierarchyService
from argus_core.notifications.names import NotificationSource, NotificationType
from argus_core.notifications.service import NotificationService
from argus_core.runs.errors import RunNotFound
from argus_core.runs.indexes import ReleaseIndexes
from argus_core.runs.subjects import Subjects
from argus_core.runs.triage import run_params
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

LONGEST = 65_535
"""Characters of a message, markup escaped."""

POSTED = "A comment was posted by {username}"
EDITED = "A comment was edited by {username}"
DELETED = "A comment was deleted by {username}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody writes: the message, whom it mentions besides (ids or names), and reactions by name."""

    message: str
    mentions: Sequence[str]
    reactions: Mapping[str, int]

    def text(self) -> str:
        """The message as it is stored; raises BadRequest when it is empty or too long."""
        text = without_markup(self.message)
        if not 1 <= len(text) <= LONGEST:
            raise BadRequest(f"message: it must have 1 to {LONGEST} characters, but has {len(text)}")
        return text


class Comments:
    """Posts, changes and deletes comments. Each change leaves an entry in the activity log of the run."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._subjects = core.of(Subjects)
        self._hierarchy = core.of(HierarchyService)
        self._mentions = core.of(Mentions)
        self._rows = CommentRepository(core.database)
        self._activity = ActivityRepository(core.database)
        self._indexes = ReleaseIndexes(core.database)

    async def post(self, author: User, test_id: UUID, run_id: UUID, draft: Draft, later: Later) -> None:
        """A new comment; whoever it mentions is told, by mail after the answer. A failure to tell them fails nothing.

        Raises DocumentNotFound for an unknown test, release or run; then nothing is stored.
        """
        text, author_id = draft.text(), _id(author)
        subject = await self._subjects.find(test_id, run_id)
        if subject.test.release_id is None:
            raise DocumentNotFound("ArgusRelease", None)
        _, build, mentions = await asyncio.gather(
            self._hierarchy.release(subject.test.release_id),
            subject.run_type.table.read(subject.run, "build_number"),
            self._mentions.find(text, draft.mentions, author_id),
        )
        if build is None:
            raise RunNotFound(run_id)
        comment = Comment(
            id=uuid4(),
            posted_at=epoch_now(),
            test_run_id=run_id,
            user_id=author_id,
            release_id=subject.test.release_id,
            test_id=subject.test.id,
            message=text,
            mentions=mentions,
            reactions=dict(draft.reactions),
        )
        await self._rows.add(comment)
        params = run_params(subject, build[0]) | {"message": text}
        await asyncio.gather(
            self._record(author, EventKind.COMMENT_POSTED, POSTED, comment),
            *(self._tell(author_id, user_id, comment, params, later) for user_id in mentions),
        )

    async def edit(self, author: User, comment_id: UUID, draft: Draft) -> None:
        """Replace what a comment says. Nobody is told. Raises DocumentNotFound, NotTheAuthor."""
        text = draft.text()
        comment = await self._own(author, comment_id, "edit")
        mentions = await self._mentions.find(text, draft.mentions, _id(author))
        await self._rows.change(comment, message=text, mentions=mentions, reactions=dict(draft.reactions))
        await self._record(author, EventKind.COMMENT_UPDATED, EDITED, comment)

    async def delete(self, author: User, comment_id: UUID) -> None:
        """Delete a comment. Raises DocumentNotFound, NotTheAuthor."""
        comment = await self._own(author, comment_id, "delete")
        await self._rows.delete(comment)
        await self._record(author, EventKind.COMMENT_DELETED, DELETED, comment)

    # ---- steps ---------------------------------------------------------------------------------------------------
    async def _own(self, author: User, comment_id: UUID, verb: str) -> Comment:
        comment = await self._rows.by_id(comment_id)
        if comment is None:
            raise DocumentNotFound("ArgusTestRunComment", comment_id)
        if comment.user_id != author.id:
            raise NotTheAuthor(f"Unable to {verb} other user comments")
        return comment

    async def _record(self, author: User, kind: EventKind, message: str, comment: Comment) -> None:
        """Entries about comments name the run of the comment, and no group."""
        await asyncio.gather(
            self._activity.add(
                kind,
                {"message": message, "username": author.username},
                user_id=author.id,
                run_id=comment.test_run_id,
                test_id=comment.test_id,
                release_id=comment.release_id,
            ),
            self._indexes.drop_all_snapshots(comment.release_id),
        )

    async def _tell(
        self, author_id: UUID, user_id: UUID, comment: Comment, params: dict[str, Any], later: Later
    ) -> None:
        await run_guarded(
            self._core,
            "mention_notification",
            self._core.of(NotificationService).send,
            receiver=user_id,
            sender=author_id,
            type=NotificationType.MENTION,
            source=NotificationSource.COMMENT,
            source_id=_id(comment),
            content_params=params,
            later=later,
        )


def _id(row: User | Comment) -> UUID:
    assert row.id is not None  # noqa: S101  (the primary key)
    return row.id
