"""Values of the columns `status` and `investigation_status`."""

from __future__ import annotations

from enum import StrEnum


class TestStatus(StrEnum):
    """Status of a run. The last two are computed, not stored by Argus itself."""

    __test__ = False  # no test class of pytest

    CREATED = "created"
    RUNNING = "running"
    FAILED = "failed"
    TEST_ERROR = "test_error"
    ERROR = "error"
    PASSED = "passed"
    ABORTED = "aborted"
    NOT_PLANNED = "not_planned"
    NOT_RUN = "not_run"


class InvestigationStatus(StrEnum):
    """How far somebody has looked into a run."""

    NOT_INVESTIGATED = "not_investigated"
    IN_PROGRESS = "in_progress"
    INVESTIGATED = "investigated"
    IGNORED = "ignored"
