"""Rows of events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argus_core.database.rows import Float, Row, Text, Timestamp, Uuid


class Severity(StrEnum):
    """How bad it is."""

    CRITICAL = "CRITICAL"
    ERROR = "ERROR"
    WARNING = "WARNING"
    NORMAL = "NORMAL"
    DEBUG = "DEBUG"


QUEUED = frozenset({Severity.ERROR, Severity.CRITICAL})
"""Severities that the similarity worker looks at."""

FATAL = (Severity.CRITICAL, Severity.ERROR)
"""Severities of events that may have failed the run."""


@dataclass(slots=True, kw_only=True)
class SctEvent(Row, table="sct_event"):
    """An event; run, severity and millisecond are its identity."""

    run_id: Uuid
    severity: Text
    ts: Timestamp
    event_id: Uuid
    event_type: Text
    message: Text
    duplicate_id: Uuid
    summary: Text
    node: Text
    received_timestamp: Timestamp
    nemesis_name: Text
    duration: Float
    target_node: Text
    nemesis_status: Text
    known_issue: Text
