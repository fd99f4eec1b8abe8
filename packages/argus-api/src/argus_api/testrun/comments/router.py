"""Comments on runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from argus_core.comments.repository import CommentRepository
from argus_core.comments.rows import Comment
from argus_core.core import core_of
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid, RunIdPath

routes = JsonRoutes("/api/v1", name="api.testrun_api", tags=["runs: comments"])


async def _comments(request: Request) -> CommentRepository:
    return CommentRepository(core_of(request).database)


Comments = Annotated[CommentRepository, Depends(_comments)]


@routes.get("/run/{run_id}/comments", summary="Comments on a run")
async def get_testrun_comments(run_id: RunIdPath, comments: Comments) -> list[Comment]:
    """Oldest first."""
    return await comments.of_run(run_id)


@routes.get("/comment/{comment_id}/get", summary="A comment")
async def get_single_comment(
    comment_id: Annotated[AnyUuid, Path(description="Id of the comment.")], comments: Comments
) -> Comment | None:
    """A comment; null when there is none."""
    return await comments.by_id(comment_id)
