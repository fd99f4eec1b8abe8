"""Releases, groups and tests, as pages and programs look them up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from argus_api.hierarchy.schemas import (
    All,
    ChosenPlugin,
    GroupIdPath,
    Hierarchy,
    Plugins,
    ReleaseIdPath,
    TestIdPath,
    TestPlace,
    Values,
)
from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import AnyUuid

routes = JsonRoutes("/api/v1", name="api", tags=["hierarchy"])
MINUTE = {"Cache-Control": "max-age=60"}
"""Browsers need not ask again for a minute."""


@routes.get("/releases", headers=MINUTE, summary="Releases")
async def releases(hierarchy: Hierarchy, everything: All = False) -> list[Release]:
    """Enabled releases by name; dormant ones come last."""
    return await hierarchy.releases(disabled=everything)


@routes.get("/groups", headers=MINUTE, summary="Groups of a release")
async def argus_groups(
    hierarchy: Hierarchy,
    release_id: Annotated[AnyUuid, Query(alias="releaseId", description="Id of the release.")],
    everything: All = False,
) -> list[Group]:
    """Enabled groups by their names for people; an unknown release has none."""
    return await hierarchy.groups(release_id, disabled=everything)


@routes.get("/tests", headers=MINUTE, summary="Tests of a group")
async def argus_tests(
    hierarchy: Hierarchy,
    group_id: Annotated[AnyUuid, Query(alias="groupId", description="Id of the group.")],
    everything: All = False,
) -> list[Test]:
    """Enabled tests, in no order; an unknown group has none."""
    return await hierarchy.tests(group_id, disabled=everything)


@routes.get("/release/{release_id}/details", headers=MINUTE, summary="A release")
async def get_release_details(release_id: ReleaseIdPath, hierarchy: Hierarchy) -> Release:
    """A release by id."""
    return await hierarchy.release(release_id)


@routes.get("/group/{group_id}/details", headers=MINUTE, summary="A group")
async def get_group_details(group_id: GroupIdPath, hierarchy: Hierarchy) -> Group:
    """A group by id."""
    return await hierarchy.group(group_id)


@routes.get("/test/{test_id}/details", headers=MINUTE, summary="A test")
async def get_test_details(test_id: TestIdPath, hierarchy: Hierarchy) -> Test:
    """A test by id."""
    return await hierarchy.test(test_id)


@routes.post("/test/{test_id}/set_plugin", summary="The run type of a test")
async def set_test_plugin(test_id: TestIdPath, body: ChosenPlugin, plugins: Plugins) -> Test:
    """Give a test the run type of its runs; answers the test as it is now."""
    return await plugins.set_plugin(test_id, body.plugin_name)


@routes.get("/release/{release_id}/versions", summary="Versions of a release")
async def release_versions(release_id: ReleaseIdPath, values: Values) -> list[str]:
    """Versions that its runs tested, in the order of texts, last first."""
    return await values.versions(release_id)


@routes.get("/release/{release_id}/images", summary="Machine images of a release")
async def release_images(release_id: ReleaseIdPath, values: Values) -> list[str]:
    """Images that its runs used for database nodes, in the order of texts, last first."""
    return await values.images(release_id)


@routes.get("/test-info", summary="A test with its group and release")
async def test_info(
    hierarchy: Hierarchy, test_id: Annotated[AnyUuid, Query(alias="testId", description="Id of the test.")]
) -> TestPlace:
    """A test and where it is; all three must exist."""
    test, group, release = await hierarchy.place_of(test_id)
    return TestPlace.model_construct(test=test, group=group, release=release)
