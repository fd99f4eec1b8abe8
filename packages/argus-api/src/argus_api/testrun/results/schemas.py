"""Result tables of a run."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from argus_core.results.tables import ShownTable


class RunTables(BaseModel):
    """All result tables of a run; this answer has no `response`."""

    status: Literal["ok"] = "ok"
    tables: list[dict[str, ShownTable]] = Field(description="Each with one key, the name; in the order of writing.")
