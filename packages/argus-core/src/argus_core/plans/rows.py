"""Rows of release plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from argus_core.database.rows import Ascii, Boolean, Cql, Row, Text, Timestamp, TimeUuid, Uuid, UuidList


@dataclass(slots=True, kw_only=True)
class Plan(Row, table="argus_release_plan"):
    """What must be tested for a version of a release. `key` and `options` are null in old rows."""

    id: TimeUuid
    name: Text
    completed: Boolean
    description: Text
    owner: Uuid
    participants: UuidList
    target_version: Ascii
    assignee_mapping: Annotated[dict[UUID, UUID], Cql("map<uuid, uuid>")]
    release_id: Uuid
    tests: UuidList
    groups: UuidList
    view_id: Uuid
    created_from: Uuid
    creation_time: Timestamp
    last_updated: Timestamp
    ends_at: Timestamp
    key: Text
    options: Text


@dataclass(slots=True, kw_only=True)
class PlanAssignments(Row, table="argus_release_plan", projection=True):
    """The part of a plan that says who is responsible for which test."""

    id: TimeUuid
    owner: Uuid
    target_version: Ascii
    assignee_mapping: Annotated[dict[UUID, UUID], Cql("map<uuid, uuid>")]
    tests: UuidList
    groups: UuidList
