"""Rows of generic runs."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Text, TextMap
from argus_core.runs.rows import RunRow


@dataclass(slots=True, kw_only=True)
class GenericRun(RunRow, table="generic_run"):
    """A generic run; `logs` maps names to links."""

    logs: TextMap
    started_by: Text
    sub_type: Text
