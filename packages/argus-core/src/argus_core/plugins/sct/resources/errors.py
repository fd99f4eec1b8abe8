"""Errors about machines."""

from __future__ import annotations

from argus_core.errors import ErrorKind
from argus_core.plugins.sct.errors import SCTServiceException


class ResourceNotFound(SCTServiceException):
    """The run has no machine of this name."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "SCTServiceException"

    def __init__(self, name: str) -> None:
        super().__init__("Resource not found", name)
