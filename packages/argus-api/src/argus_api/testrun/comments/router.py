"""Comments on runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from argus_api.hierarchy.schemas import TestIdPath
from argus_api.testrun.comments.schemas import WrittenComment
from argus_core.background import AfterAnswer
from argus_core.comments import service
from argus_core.comments.repository import CommentRepository
from argus_core.comments.rows import Comment
from argus_core.core import core_of, provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid, RunIdPath
from argus_core.identity.callers import CurrentCaller

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs: comments"])


async def _comments(request: Request) -> CommentRepository:
    return CommentRepository(core_of(request).database)


Comments = Annotated[CommentRepository, Depends(_comments)]
Writing = Annotated[service.Comments, Depends(provide(service.Comments))]
CommentIdPath = Annotated[AnyUuid, Path(alias="comment_id", description="Id of the comment.")]


@routes.get("/run/{run_id}/comments", summary="Comments on a run")
async def get_testrun_comments(run_id: RunIdPath, comments: Comments) -> list[Comment]:
    """Oldest first."""
    return await comments.of_run(run_id)


@routes.get("/comment/{comment_id}/get", summary="A comment")
async def get_single_comment(comment_id: CommentIdPath, comments: Comments) -> Comment | None:
    """A comment; null when there is none."""
    return await comments.by_id(comment_id)


@routes.post("/test/{test_id}/run/{run_id}/comments/submit", summary="Comment on a run")
async def submit_testrun_comment(
    test_id: TestIdPath,
    run_id: RunIdPath,
    body: WrittenComment,
    caller: CurrentCaller,
    writing: Writing,
    comments: Comments,
    later: AfterAnswer,
) -> list[Comment]:
    """Answers all comments of the run, oldest first. Whoever is mentioned gets a notification, but for the author."""
    await writing.post(caller.user, test_id, run_id, body.draft(), later)
    return await comments.of_run(run_id)


@routes.post("/test/{test_id}/run/{run_id}/comment/{comment_id}/update", summary="Edit a comment")
async def test_run_update_comment(
    test_id: TestIdPath,
    run_id: RunIdPath,
    comment_id: CommentIdPath,
    body: WrittenComment,
    caller: CurrentCaller,
    writing: Writing,
    comments: Comments,
) -> list[Comment]:
    """Only the author may; nobody is told. Answers all comments of the run of the address, oldest first."""
    await writing.edit(caller.user, comment_id, body.draft())
    return await comments.of_run(run_id)


@routes.post("/test/{test_id}/run/{run_id}/comment/{comment_id}/delete", summary="Delete a comment")
async def test_run_delete_comment(
    test_id: TestIdPath,
    run_id: RunIdPath,
    comment_id: CommentIdPath,
    caller: CurrentCaller,
    writing: Writing,
    comments: Comments,
) -> list[Comment]:
    """Only the author may. Answers the comments that are left of the run of the address, oldest first."""
    await writing.delete(caller.user, comment_id)
    return await comments.of_run(run_id)
