"""The parts of rows that reports show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from argus_core.database.rows import Ascii, Cql, Int, Row, Text, TextList, TextPairs, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class ReportedRun(Row, table="sct_test_run", projection=True):
    """An SCT run. Packages and cloud setup are the driver's tuples with the fields of their types."""

    id: Uuid
    test_id: Uuid
    build_id: Text
    build_number: Int
    build_job_url: Text
    status: Text
    start_time: Timestamp
    end_time: Timestamp
    started_by: Text
    origin_url: Text
    branch_name: Text
    scm_revision_id: Text
    test_method: Ascii
    packages: Annotated[list[Any], Cql("list<frozen<packageversion_v2>>")]
    cloud_setup: Annotated[Any, Cql("frozen<cloudsetupdetails>")]
    screenshots: TextList
    logs: TextPairs


@dataclass(slots=True, kw_only=True)
class ReportedEvent(Row, table="sct_event", projection=True):
    """An event."""

    severity: Text
    ts: Timestamp
    event_type: Text
    message: Text


@dataclass(slots=True, kw_only=True)
class ReportedNemesis(Row, table="sct_nemesis", projection=True):
    """A disruption; times are seconds since 1970, the duration is in seconds."""

    name: Text
    class_name: Text
    status: Text
    start_time: Int
    end_time: Int
    duration: Int
    target_node: Annotated[Any, Cql("frozen<nodedescription>")]


@dataclass(slots=True, kw_only=True)
class ReportedResource(Row, table="sct_resource", projection=True):
    """A machine."""

    name: Text
    state: Text
    resource_type: Text
    instance_info: Annotated[Any, Cql("frozen<cloudinstancedetails_v3>")]
