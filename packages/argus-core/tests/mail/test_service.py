"""Sending mail to a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.mail.errors import EmailDisabled, EmailServiceException
from argus_core.mail.message import Attachment, Mail
from argus_core.mail.service import Mailer
from argus_core.observability.metrics import RequestMetrics
from argus_core.testing.mail import HOST, PASSWORD, USER, MailServer, mail_server

MAIL = Mail(
    "Subject", ["qa@example.com", "refused@example.com"], "<p>.\r\n.text</p>", [Attachment("a.bin", b"\x00" * 100)]
)


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running


def mailer(settings: Settings, database: Database, port: int, **changes: Any) -> Mailer:
    given = {
        "email_enabled": True,
        "email_server": HOST,
        "email_server_port": port,
        "email_sender": "argus@example.com",
        "email_sender_user": USER,
        "email_sender_pass": SecretStr(PASSWORD),
    }
    return Mailer(Core(settings.model_copy(update=given | changes), database, RequestMetrics()))


async def test_a_mail_goes_out_encrypted_and_logged_in(
    settings: Settings, database: Database, server: MailServer
) -> None:
    await mailer(settings, database, server.port).send(MAIL)
    (delivery,) = server.deliveries
    assert delivery.encrypted
    assert delivery.user == USER
    assert delivery.sender == "argus@example.com"
    assert delivery.recipients == ["qa@example.com"]
    attachment, page = delivery.message.iter_parts()
    assert attachment.get_content() == b"\x00" * 100
    assert page.get_content().split() == ["<p>.", ".text</p>"]


async def test_a_certificate_of_nobody_known_is_refused(
    settings: Settings, database: Database, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(EmailServiceException, match="refused"):
        await mailer(settings, database, server.port).send(MAIL)
    assert server.deliveries == []


async def test_without_encryption_nothing_is_said(settings: Settings, database: Database, tmp_path: Path) -> None:
    async with mail_server(tmp_path, starttls=False) as plain:
        with pytest.raises(EmailServiceException, match="refused"):
            await mailer(settings, database, plain.port).send(MAIL)
        assert plain.deliveries == []


@pytest.mark.parametrize(
    "changes",
    [{"email_sender_pass": SecretStr("wrong")}, {"email_server_port": 1}],
    ids=["wrong password", "nobody listens"],
)
async def test_a_server_that_refuses(
    settings: Settings, database: Database, server: MailServer, changes: dict[str, Any]
) -> None:
    with pytest.raises(EmailServiceException) as caught:
        await mailer(settings, database, server.port, **changes).send(MAIL)
    assert not isinstance(caught.value, EmailDisabled)
    assert server.deliveries == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email_enabled": False}, "Email is disabled"),
        ({"email_server": None}, "Email is not configured"),
        ({"email_sender": None, "email_sender_user": None}, "Email is not configured"),
    ],
)
async def test_a_server_that_sends_no_mail(
    settings: Settings, database: Database, server: MailServer, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(EmailDisabled, match=message):
        await mailer(settings, database, server.port, **changes).send(MAIL)
    assert server.connections == 0
