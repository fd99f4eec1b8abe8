"""Sending mail."""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import TYPE_CHECKING

import aiosmtplib

from argus_core.mail.errors import EmailDisabled, EmailServiceException
from argus_core.mail.message import Mail, addresses_of, compose, domain_of

if TYPE_CHECKING:
    from argus_core.core import Core

TIMEOUT = 30.0
"""Seconds that each step of a conversation with the mail server may take."""

log = logging.getLogger("argus.mail")


class Mailer:
    """Sends mail through the configured server, over STARTTLS with a verified certificate."""

    def __init__(self, core: Core) -> None:
        self._settings = core.settings

    def check(self) -> None:
        """Raise EmailDisabled when this server cannot send."""
        if not self._settings.email_enabled:
            raise EmailDisabled("Email is disabled")
        if not self._settings.email_server or not (self._settings.email_sender or self._settings.email_sender_user):
            raise EmailDisabled("Email is not configured: EMAIL_SERVER and EMAIL_SENDER are needed")

    async def send(self, mail: Mail) -> None:
        """Send a mail. Raises EmailMalformed, EmailDisabled, or EmailServiceException when the server refuses."""
        self.check()
        recipients = addresses_of(mail.recipients)
        sender = str(self._settings.email_sender or self._settings.email_sender_user)
        message = compose(mail, sender=sender, recipients=recipients)
        password = self._settings.email_sender_pass
        # Reading the trusted certificates takes a moment.
        trusted = await asyncio.to_thread(ssl.create_default_context)
        try:
            refused, _ = await aiosmtplib.send(
                message,
                recipients=[recipient.addr_spec for recipient in recipients],
                hostname=self._settings.email_server,
                port=self._settings.email_server_port or 25,
                username=self._settings.email_sender_user if password is not None else None,
                password=password.get_secret_value() if password is not None else None,
                start_tls=True,
                tls_context=trusted,
                local_hostname=domain_of(sender),
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning("A mail could not be sent: %s", error)
            raise EmailServiceException(f"The mail server refused: {error}") from error
        if refused:
            log.warning("The mail server took a mail, but not for %d of its recipients", len(refused))
