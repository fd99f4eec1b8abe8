"""Errors about SCT runs."""

from __future__ import annotations

from uuid import UUID

from argus_core.errors import ArgusError, BadRequest, ErrorKind


class SCTServiceException(ArgusError):
    """A call about an SCT run that makes no sense."""

    kind = ErrorKind.REFUSED


class SctRunNotFound(SCTServiceException):
    """No SCT run has this id."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "SCTServiceException"

    def __init__(self, run_id: UUID) -> None:
        super().__init__("Run not found", run_id)


class PackageNotFound(BadRequest):
    """The run has no package that tells when the tested software was built. The name is the one that clients know."""

    wire_name = "ValueError"

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} package not found in packages - cannot determine SUT timestamp")
