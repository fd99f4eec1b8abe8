"""Rows of the test hierarchy."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Boolean, Row, Text, Uuid, UuidList


@dataclass(slots=True, kw_only=True)
class Release(Row, table="argus_release_v2"):
    """A release line."""

    id: Uuid
    name: Text
    pretty_name: Text
    description: Text
    github_repo_url: Text
    valid_version_regex: Text
    assignee: UuidList
    picture_id: Uuid
    enabled: Boolean
    perpetual: Boolean
    dormant: Boolean


@dataclass(slots=True, kw_only=True)
class Group(Row, table="argus_group_v2"):
    """A folder of tests inside a release."""

    id: Uuid
    release_id: Uuid
    name: Text
    pretty_name: Text
    description: Text
    assignee: UuidList
    build_system_id: Text
    enabled: Boolean


@dataclass(slots=True, kw_only=True)
class Test(Row, table="argus_test_v2"):
    """A CI job; its `build_system_id` is the `build_id` of its runs."""

    __test__ = False  # no test class of pytest

    id: Uuid
    group_id: Uuid
    release_id: Uuid
    name: Text
    pretty_name: Text
    description: Text
    assignee: UuidList
    build_system_id: Text
    enabled: Boolean
    build_system_url: Text
    plugin_name: Text
    plugin_subtype: Text
