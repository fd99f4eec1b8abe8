"""Rows of pytest results."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argus_core.database.rows import Double, Row, Text, TextList, Timestamp, Uuid


class PytestStatus(StrEnum):
    """Outcomes of a test; what follows `&` is the teardown. Reporters send others too."""

    ERROR = "error"
    PASSED = "passed"
    FAILURE = "failure"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASS = "xpass"
    PASSED_ERROR = "passed & error"
    FAILURE_ERROR = "failure & error"
    SKIPPED_ERROR = "skipped & error"
    ERROR_ERROR = "error & error"


HARMLESS = frozenset({PytestStatus.PASSED, PytestStatus.SKIPPED, PytestStatus.XFAILED, PytestStatus.XPASS})
"""Outcomes that fail no session."""


@dataclass(slots=True, kw_only=True)
class PytestResult(Row, table="pytest_v2"):
    """One execution of a test. `id` is when it ended; `duration` is in seconds."""

    name: Text
    status: Text
    id: Timestamp
    test_type: Text
    run_id: Uuid
    test_id: Uuid
    release_id: Uuid
    duration: Double
    message: Text
    test_timestamp: Timestamp
    session_timestamp: Timestamp
    markers: TextList


@dataclass(slots=True, kw_only=True)
class PytestUserField(Row, table="pytest_user_field"):
    """Something that a reporter adds to a result, which is known by name and id."""

    name: Text
    id: Timestamp
    field_name: Text
    field_value: Text
