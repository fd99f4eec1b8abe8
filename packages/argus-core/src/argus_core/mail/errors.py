"""Errors about mail."""

from __future__ import annotations

from argus_core.errors import ArgusError, ErrorKind


class EmailServiceException(ArgusError):
    """A mail that could not be made or sent."""

    kind = ErrorKind.UPSTREAM


class EmailDisabled(EmailServiceException):
    """This server sends no mail, or knows no mail server."""

    kind = ErrorKind.REFUSED
    wire_name = "EmailServiceException"


class EmailMalformed(EmailServiceException):
    """A mail that makes no sense: nobody to send it to, an address that is none."""

    kind = ErrorKind.MALFORMED
    wire_name = "EmailServiceException"


class EmailTooLarge(EmailServiceException):
    """A mail or an attachment above its limit."""

    kind = ErrorKind.TOO_LARGE
    wire_name = "EmailServiceException"
