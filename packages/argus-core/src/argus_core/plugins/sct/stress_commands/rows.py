"""Rows of stress commands."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Row, Text, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class StressCommand(Row, table="stress_command"):
    """A command that a loader ran."""

    run_id: Uuid
    ts: Timestamp
    cmd: Text
    log_name: Text
    node_name: Text
