"""Rows of run configurations."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Row, Text, Uuid


@dataclass(slots=True, kw_only=True)
class RunConfiguration(Row, table="run_configuration"):
    """A configuration file of a run, as it was sent."""

    run_id: Uuid
    name: Text
    content: Text


@dataclass(slots=True, kw_only=True)
class RunConfigParameter(Row, table="run_config_param"):
    """A setting that a run had; `run_id` is the text of its id."""

    name: Text
    value: Text
    run_id: Text
