"""Errors about disruptions."""

from __future__ import annotations

from argus_core.errors import BadRequest, ErrorKind
from argus_core.plugins.sct.errors import SCTServiceException


class NemesisNotFound(SCTServiceException):
    """The run has no disruption that started then."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "SCTServiceException"

    def __init__(self, name: str, start_time: int) -> None:
        super().__init__("Nemesis not found", name, start_time)


class NotANemesisStatus(BadRequest):
    """A status that no disruption can have."""

    wire_name = "BadRequest"

    def __init__(self, status: str) -> None:
        super().__init__(f"'{status}' is not a valid NemesisStatus")
