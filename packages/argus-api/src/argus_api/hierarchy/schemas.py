"""Requests and responses about the test hierarchy."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BaseModel, BeforeValidator

from argus_api.hierarchy.service import PluginService
from argus_core.core import provide
from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.hierarchy.service import HierarchyService
from argus_core.http.types import AnyUuid, Payload
from argus_core.runs.distinct import DistinctValues

Hierarchy = Annotated[HierarchyService, Depends(provide(HierarchyService))]
Values = Annotated[DistinctValues, Depends(provide(DistinctValues))]
Plugins = Annotated[PluginService, Depends(provide(PluginService))]
ReleaseIdPath = Annotated[AnyUuid, Path(alias="release_id", description="Id of the release.")]
GroupIdPath = Annotated[AnyUuid, Path(alias="group_id", description="Id of the group.")]
TestIdPath = Annotated[AnyUuid, Path(alias="test_id", description="Id of the test.")]
All = Annotated[bool, BeforeValidator(bool), Query(alias="all", description="Any text: disabled ones too.")]


class TestPlace(BaseModel):
    """A test and where it is."""

    __test__ = False  # no test class of pytest

    test: Test
    group: Group
    release: Release


class ChosenPlugin(Payload):
    """The run type of a test."""

    plugin_name: str
    """Name of the run type, e.g. `generic`."""
