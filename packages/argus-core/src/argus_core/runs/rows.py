"""Columns that all run tables share, and where a run lies."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Int, Row, Text, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class RunRow(Row):
    """The columns of every run table; subclasses name their table and add their own."""

    build_id: Text
    start_time: Timestamp
    id: Uuid
    release_id: Uuid
    group_id: Uuid
    test_id: Uuid
    assignee: Uuid
    status: Text
    investigation_status: Text
    heartbeat: Int
    end_time: Timestamp
    build_job_url: Text
    build_number: Int
    product_version: Text
    scylla_version: Text


@dataclass(slots=True, kw_only=True)
class RunLocation(Row, table="run_by_id"):
    """Where a run lies: its type and primary key, and what it belongs to."""

    run_id: Uuid
    run_type: Text
    build_id: Text
    start_time: Timestamp
    release_id: Uuid
    group_id: Uuid
    test_id: Uuid
