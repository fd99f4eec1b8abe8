"""Requests and responses of searches."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from argus_core.core import provide
from argus_core.hierarchy.rows import Test
from argus_core.http.types import AnyUuid
from argus_core.search.runs import RunFinder
from argus_core.search.service import SearchService

Searches = Annotated[SearchService, Depends(provide(SearchService))]
Finder = Annotated[RunFinder, Depends(provide(RunFinder))]
Typed = Annotated[
    str | None,
    Query(
        alias="query",
        description="Part of a name, with facets like `release:5.4` `group:artifacts` `type:test`; or the id of a run.",
    ),
]
InRelease = Annotated[
    AnyUuid | None,
    BeforeValidator(lambda value: value or None),
    Query(alias="releaseId", description="Only what belongs to this release."),
]


class Hit(BaseModel):
    """Something that was found: its columns, and what it belongs to.

    A release, group or test has all its columns, a run all of its run type. The first hit of a search for names is
    always `special`: the choice to add all others.
    """

    model_config = ConfigDict(extra="allow")

    id: UUID = Field(description="Id of what was found.")
    type: Literal["special", "release", "group", "test", "run"] | None = Field(
        None, description="What it is; null for what a run belongs to."
    )
    name: str | None = Field(description="Its name.")
    pretty_name: str | None = Field(None, description="Its name for people.")
    group: Hit | None = Field(None, description="The group of a test or run.")
    release: Hit | None = Field(None, description="The release of a group, test or run.")
    test: Test | None = Field(None, description="The test of a run.")


class Found(BaseModel):
    """What was found."""

    hits: list[Hit] = Field(description="Releases, then groups, then tests; or one run.")
    total: int = Field(description="How many hits there are, the special one included.")


def found(hits: list[dict[str, Any]]) -> Found:
    """The answer for hits, which are valid as they come."""
    return {"hits": hits, "total": len(hits)}  # type: ignore[return-value]  # rows; typed for the document
