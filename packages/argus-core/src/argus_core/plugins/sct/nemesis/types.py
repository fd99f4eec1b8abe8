"""Values of disruptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from argus_core.database.rows import Int, Text, Udt


class NemesisStatus(StrEnum):
    """How a disruption went."""

    STARTED = "started"
    RUNNING = "running"
    FAILED = "failed"
    SKIPPED = "skipped"
    SUCCEEDED = "succeeded"
    TERMINATED = "terminated"


@dataclass(slots=True, kw_only=True)
class NodeDescription(Udt, name="nodedescription"):
    """The node that is disrupted."""

    name: Text
    ip: Text
    shards: Int
