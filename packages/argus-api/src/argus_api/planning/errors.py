"""Refusals about plans."""

from argus_core.errors import ArgusError, ErrorKind


class PlannerServiceException(ArgusError):
    """A call about plans that makes no sense."""

    kind = ErrorKind.REFUSED
