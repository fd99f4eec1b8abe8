"""Errors that callers see: one class tree, one table of HTTP statuses.

An `ArgusError` that leaves a handler of the JSON API becomes the error envelope; its class name travels as
`exception`, its arguments as `arguments` (always texts), the first of them as `message`. The HTTP status is 200 for
most of them unless `API_ERROR_STATUS: http` is configured, then that of the error's `kind`.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class ErrorKind(Enum):
    """What went wrong, in the terms that decide the HTTP status: (status in `http` mode, status in `compat` mode)."""

    MALFORMED = (400, 200)
    UNAUTHENTICATED = (401, 200)
    FORBIDDEN = (403, 403)
    NOT_FOUND = (404, 200)
    CONFLICT = (409, 200)
    TOO_LARGE = (413, 413)
    REFUSED = (422, 200)
    TOO_MANY = (429, 429)
    UNEXPECTED = (500, 200)
    UPSTREAM = (502, 200)
    DATABASE = (503, 200)

    def status(self, *, compat: bool) -> int:
        """The HTTP status of this kind; compat keeps what released clients expect."""
        return self.value[1] if compat else self.value[0]


class ArgusError(Exception):
    """Base of all errors with a meaning for the caller.

    Arguments are texts; the first is one readable sentence. `wire_name` is the name that clients see (the class name
    unless a class says otherwise), `expected` tells that it is no fault of the server (logged without a traceback).
    """

    kind: ClassVar[ErrorKind] = ErrorKind.UNEXPECTED
    wire_name: ClassVar[str]
    expected: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "wire_name" not in cls.__dict__:
            cls.wire_name = cls.__name__

    def __init__(self, *arguments: object) -> None:
        super().__init__(*(str(argument) for argument in arguments))

    @property
    def message(self) -> str:
        """The sentence for people; empty when the error carries none."""
        return str(self.args[0]) if self.args else ""


class BadRequest(ArgusError):
    """Input that is malformed: the sentence names the field."""

    kind = ErrorKind.MALFORMED


class ContentTypeMismatch(ArgusError):
    """A body that is not JSON where JSON is needed; the name and texts are those that released clients know."""

    kind = ErrorKind.MALFORMED
    wire_name = "Exception"

    def __init__(self, given: str | None) -> None:
        super().__init__("Content-Type mismatch, expected application/json, got:", given if given else "null")


class APIException(ArgusError):
    """A call that the API refuses, such as an unknown token."""

    kind = ErrorKind.REFUSED


class Unauthenticated(APIException):
    """A token that is malformed or belongs to nobody."""

    kind = ErrorKind.UNAUTHENTICATED
    wire_name = "APIException"


class DocumentNotFound(ArgusError):
    """No row for an id or name that a caller gave."""

    kind = ErrorKind.NOT_FOUND

    def __init__(self, entity: str, value: object) -> None:
        super().__init__(f"No {entity} found matching {value}")


class MultipleDocumentsFound(ArgusError):
    """Several rows where one is expected."""

    kind = ErrorKind.CONFLICT

    def __init__(self, entity: str, value: object) -> None:
        super().__init__(f"Expected one {entity} but found multiple matching {value}")


class PayloadTooLarge(ArgusError):
    """A body or collection above its limit."""

    kind = ErrorKind.TOO_LARGE


class TooManyRequests(ArgusError):
    """A limit of attempts is reached."""

    kind = ErrorKind.TOO_MANY


class InternalServerError(ArgusError):
    """Anything unforeseen: a generic sentence; the log has the traceback under the same trace id."""

    expected = False


class FieldTypeError(BadRequest):
    """A field with a value of the wrong kind."""

    wire_name = "BadRequest"
