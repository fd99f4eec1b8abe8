"""Search: names of releases, groups and tests, ids and addresses of runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from argus_api.search.schemas import Finder, Found, InRelease, Searches, Typed, found
from argus_core.errors import BadRequest
from argus_core.http.routes import JsonRoutes
from argus_core.search.query import LONGEST_QUERY
from argus_core.search.runs import FoundRun

planning_routes = JsonRoutes("/api/v1/planning", name="api.planning_api", tags=["planning"])
view_routes = JsonRoutes("/api/v1/views", name="api.view_api", tags=["views"])
routes = JsonRoutes("/api/v1/search", name="api.search", tags=["search"])


@planning_routes.get("/search", name="api.planning_api.search_tests", summary="Search")
async def search_for_plans(searches: Searches, query: Typed = None, release_id: InRelease = None) -> Found:
    """Releases, groups and tests, in all releases or inside one; or a run by its id."""
    return found(await searches.search(query, release_id=release_id))


@view_routes.get("/search", name="api.view_api.search_tests", summary="Search in all releases")
async def search_for_views(searches: Searches, query: Typed = None) -> Found:
    """Releases, groups and tests; or a run by its id."""
    return found(await searches.search(query))


@routes.get("/run", summary="Run by id or address")
async def run(
    finder: Finder,
    query: Annotated[
        str, Query(description="Id of a run, `job/path#12`, or the address of a build or of a run's page.")
    ],
) -> FoundRun | None:
    """The run that a text means and the address of its page; null when there is none."""
    if len(query) > LONGEST_QUERY:
        raise BadRequest(f"query: a query has {LONGEST_QUERY} characters at most")
    return await finder.find(query)
