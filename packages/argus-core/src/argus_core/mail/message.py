"""Mails as they are sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from typing import cast

from argus_core.mail.errors import EmailMalformed

MOST_RECIPIENTS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with an HTML page and files."""

    subject: str
    recipients: Sequence[str]
    html: str
    attachments: Sequence[Attachment] = ()


def addresses_of(recipients: Sequence[str]) -> list[Address]:
    """The addresses behind texts such as `qa@example.com` or `QA <qa@example.com>`.

    Raises EmailMalformed for none, for too many, and for a text that is no address.
    """
    if not recipients:
        raise EmailMalformed("No recipients provided")
    found: list[Address] = []
    for text in recipients:
        found += _addresses_in(text)
    if len(found) > MOST_RECIPIENTS:
        raise EmailMalformed(f"A mail goes to {MOST_RECIPIENTS} recipients at most")
    return found


def _addresses_in(text: str) -> tuple[Address, ...]:
    """A text may hold several addresses; every one of them counts."""
    if _CONTROL.search(text) or not text.isascii():
        raise EmailMalformed(f"{text!r} is no mail address")
    probe = EmailMessage(policy=SMTP)
    try:
        probe["To"] = text
        header = cast("AddressHeader", probe["To"])
        addresses = tuple(header.addresses)
    except (ValueError, IndexError) as error:
        raise EmailMalformed(f"{text!r} is no mail address") from error
    if not addresses or any(not address.domain or not address.username for address in addresses):
        raise EmailMalformed(f"{text!r} is no mail address")
    return addresses


def compose(mail: Mail, *, sender: str, recipients: Sequence[Address]) -> EmailMessage:
    """The message: attachments first, then the page."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(mail.subject)
    message["From"] = sender
    message["To"] = tuple(recipients)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=domain_of(sender))
    message.make_mixed()
    for attachment in mail.attachments:
        message.add_attachment(
            attachment.data, maintype="application", subtype="octet-stream", filename=one_line(attachment.filename)
        )
    page = EmailMessage(policy=SMTP)
    page.set_content(mail.html, subtype="html")
    message.attach(page)
    return message


def one_line(text: str) -> str:
    """A text that fits into a header: control characters would begin another one."""
    return _CONTROL.sub(" ", text).strip()


def domain_of(sender: str) -> str:
    """The domain of a sender's address."""
    return sender.rpartition("@")[2].strip(" >") or "localhost"
