"""Errors about reports; they carry the names of errors about mail, which clients know."""

from __future__ import annotations

from argus_core.errors import ErrorKind
from argus_core.mail.errors import EmailMalformed, EmailServiceException

RENDERING = "Error during template render"
SENDING = "Error sending email report"


class NothingToReportOn(EmailServiceException):
    """A report about a run that does not exist."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "EmailServiceException"

    def __init__(self, run_id: object) -> None:
        super().__init__(RENDERING, f"No SCTTestRun found matching {run_id}")


class SectionMalformed(EmailMalformed):
    """A section with options that it does not understand."""

    wire_name = "EmailServiceException"

    def __init__(self, section: str, reason: str) -> None:
        super().__init__(RENDERING, f"{section}: {reason}")


class RecipientNotAllowed(EmailServiceException):
    """A recipient outside the domains that this server mails to."""

    kind = ErrorKind.REFUSED
    wire_name = "EmailServiceException"

    def __init__(self, domain: str) -> None:
        super().__init__(SENDING, f"Reports are not mailed to {domain} (EMAIL_ALLOWED_DOMAINS)")
