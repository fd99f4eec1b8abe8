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


RED = frozenset({TestStatus.FAILED, TestStatus.TEST_ERROR, TestStatus.ERROR})
"""Statuses that somebody must look into."""
ANSWERED = frozenset({InvestigationStatus.INVESTIGATED, InvestigationStatus.IGNORED})
"""Investigation statuses with which nobody needs to look any more."""

PRIORITY: dict[str | None, int] = {
    TestStatus.FAILED: 10,
    TestStatus.TEST_ERROR: 10,
    TestStatus.ABORTED: 9,
    TestStatus.RUNNING: 8,
    TestStatus.CREATED: 7,
    TestStatus.PASSED: 6,
}
"""Which of several runs of one build counts: the highest. Any other status, `error` too, has 0."""


def priority(status: str | None) -> int:
    """The priority of a stored status."""
    return PRIORITY.get(status, 0)
