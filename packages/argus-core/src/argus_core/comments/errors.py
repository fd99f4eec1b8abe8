"""Errors about comments."""

from __future__ import annotations

from argus_core.errors import BadRequest, ErrorKind


class NotTheAuthor(BadRequest):
    """A comment of somebody else."""

    kind = ErrorKind.REFUSED
    wire_name = "BadRequest"
