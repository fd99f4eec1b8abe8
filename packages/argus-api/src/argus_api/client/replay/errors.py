"""Uploads that cannot be replayed."""

from argus_core.errors import ArgusError, ErrorKind


class ReplayServiceError(ArgusError):
    """An archive that cannot be read."""

    kind = ErrorKind.MALFORMED


class UnsupportedMediaType(ArgusError):
    """A content type that is no archive."""

    kind = ErrorKind.MALFORMED


class EmptyRequest(ArgusError):
    """No archive at all."""

    kind = ErrorKind.MALFORMED

    def __init__(self) -> None:
        super().__init__("request body is empty")
