"""Rows of stored files."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Row, Text, Uuid


@dataclass(slots=True, kw_only=True)
class WebFile(Row, table="web_file_storage"):
    """Where a file lies (`filepath`, relative to the working directory) and what it was called."""

    id: Uuid
    filepath: Text
    filename: Text
