"""Sending notifications: the row, the texts, the mail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import BackgroundTasks
from pydantic import SecretStr

from argus_core.background import Later
from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.notifications.errors import NotificationManagerException
from argus_core.notifications.names import NotificationSource, NotificationType
from argus_core.notifications.repository import NotificationRepository
from argus_core.notifications.rows import Notification
from argus_core.notifications.service import NotificationService
from argus_core.observability.metrics import RequestMetrics
from argus_core.testing.mail import HOST, PASSWORD, USER, MailServer, mail_server
from argus_core.testing.world import Account, World

RUN = UUID("11111111-1111-4111-8111-111111111111")
TEST = UUID("22222222-2222-4222-8222-222222222222")
RUN_PARAMS: dict[str, Any] = {"test_id": TEST, "run_id": RUN, "build_id": "a/b", "build_number": 17}
VIEW_PARAMS: dict[str, Any] = {"view_name": "my view", "display_name": "<b>My</b> 'view'"}
RUN_LINK = f"<a href='{{base}}/test/{TEST}/runs?additionalRuns%5B%5D={RUN}'>a/b#17</a>"
VIEW_LINK = "<a href='{base}/view/my%20view'>&lt;b&gt;My&lt;/b&gt; &#39;view&#39;</a>"


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running


def mailing_core(settings: Settings, database: Database, port: int) -> Core:
    """A core whose mails go to a server on this machine."""
    given = {
        "email_enabled": True,
        "email_server": HOST,
        "email_server_port": port,
        "email_sender": "argus@example.com",
        "email_sender_user": USER,
        "email_sender_pass": SecretStr(PASSWORD),
    }
    return Core(settings.model_copy(update=given), database, RequestMetrics())


async def send(
    core: Core,
    sender: Account,
    receiver: Account,
    kind: NotificationType,
    params: dict[str, Any],
    later: Later | None = None,
) -> Notification:
    """Send one, and read its row."""
    await core.of(NotificationService).send(
        receiver=receiver.id,
        sender=sender.id,
        type=kind,
        source=NotificationSource.TEST_RUN,
        source_id=RUN,
        content_params=params,
        later=later,
    )
    repository = NotificationRepository(core.database)
    (header,) = await repository.newest(receiver.id, None, 1)
    assert header.id is not None
    row = await repository.one(receiver.id, header.id)
    assert row is not None
    return row


CASES: list[tuple[NotificationType, dict[str, Any], str]] = [
    (NotificationType.ASSIGNEE_CHANGE, RUN_PARAMS, f"You were assigned by {{bold}} to {RUN_LINK}."),
    (NotificationType.MENTION, RUN_PARAMS, f"You were mentioned by {{bold}} in a discussion of {RUN_LINK}."),
    (
        NotificationType.VIEW_ACTION_ITEM_ASSIGNEE,
        VIEW_PARAMS | {"action": "fix &lt;it&gt; & <b>go</b>"},
        f"You were assigned by {{bold}} to View Action {VIEW_LINK}.\n"
        "<p>Action: fix &lt;it&gt; & &lt;b&gt;go&lt;/b&gt;</p>",
    ),
    (
        NotificationType.VIEW_HIGHLIGHT_MENTION,
        VIEW_PARAMS | {"highlight_type": "action item comment"},
        f"You were mentioned by {{bold}} in a action item comment in view {VIEW_LINK}.",
    ),
]


@pytest.mark.parametrize(("kind", "params", "text"), CASES, ids=[case[0].name for case in CASES])
async def test_texts_are_exact_and_escaped(
    core: Core, world: World, kind: NotificationType, params: dict[str, Any], text: str
) -> None:
    sender, receiver = await world.account(), await world.account()
    row = await send(core, sender, receiver, kind, params)
    bold = f"<span class='fw-bold'>@{sender.username}</span>"
    assert row.content == text.format(bold=bold, base="")
    assert (row.title, row.type, row.state) == (kind.headline, kind.value, 1)
    assert (row.sender, row.source_type, row.source_id) == (sender.id, "TEST_RUN", RUN)


@pytest.mark.parametrize(("kind", "params", "text"), CASES, ids=[case[0].name for case in CASES])
async def test_a_mail_goes_to_the_receiver(
    settings: Settings,
    database: Database,
    world: World,
    server: MailServer,
    kind: NotificationType,
    params: dict[str, Any],
    text: str,
) -> None:
    sender, receiver = await world.account(), await world.account()
    core = mailing_core(settings, database, server.port)
    await send(core, sender, receiver, kind, params | {"message": "see &lt;this&gt; <b>@you</b>"})
    (delivery,) = server.deliveries
    assert delivery.recipients == [f"{receiver.username}@example.com"]
    assert delivery.message["subject"] == f"Argus Notification - {kind.headline}"
    (page,) = delivery.message.iter_parts()
    html = page.get_content()
    link = (RUN_LINK if params is RUN_PARAMS else VIEW_LINK).format(base="http://argus.test")
    assert link in html
    if kind in (NotificationType.MENTION, NotificationType.VIEW_HIGHLIGHT_MENTION):
        assert "see &lt;this&gt; &lt;b&gt;@you&lt;/b&gt;" in html
    if kind is NotificationType.VIEW_HIGHLIGHT_MENTION:
        assert f"Full {sender.username} mentioned you in a action item comment" in html


async def test_with_later_the_mail_waits_for_the_answer(
    settings: Settings, database: Database, world: World, server: MailServer
) -> None:
    sender, receiver = await world.account(), await world.account()
    core, tasks = mailing_core(settings, database, server.port), BackgroundTasks()
    await send(core, sender, receiver, NotificationType.MENTION, RUN_PARAMS, Later(core, tasks))
    assert server.deliveries == []
    await tasks()
    assert len(server.deliveries) == 1


async def test_a_mail_that_cannot_be_sent_fails_nothing(settings: Settings, database: Database, world: World) -> None:
    sender, receiver = await world.account(), await world.account()
    core = mailing_core(settings, database, 9)  # nobody listens there
    row = await send(core, sender, receiver, NotificationType.MENTION, RUN_PARAMS)
    assert row.state == 1


async def test_accounts_without_an_address_get_the_row_only(
    settings: Settings, database: Database, world: World, server: MailServer
) -> None:
    sender, receiver = await world.account(), await world.account(email="")
    core = mailing_core(settings, database, server.port)
    await send(core, sender, receiver, NotificationType.MENTION, RUN_PARAMS)
    assert server.deliveries == []


async def test_what_cannot_be_sent_leaves_no_row(core: Core, world: World) -> None:
    known = await world.account()
    stranger = Account(uuid4(), "nobody", "none")
    for sender, receiver in ((known, stranger), (stranger, known)):
        with pytest.raises(NotificationManagerException, match=f"UserId {stranger.id} not found in the database"):
            await send(core, sender, receiver, NotificationType.MENTION, RUN_PARAMS)
    with pytest.raises(NotificationManagerException, match="TYPE_STATUS_CHANGE have no text"):
        await send(core, known, known, NotificationType.STATUS_CHANGE, RUN_PARAMS)
    with pytest.raises(NotificationManagerException, match="'build_id' is undefined"):
        await send(core, known, known, NotificationType.MENTION, {"test_id": TEST, "run_id": RUN})
    assert await NotificationRepository(core.database).newest(known.id, None, 5) == []
