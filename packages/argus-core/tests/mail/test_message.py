"""Mails as they are sent."""

from __future__ import annotations

import pytest

from argus_core.mail.errors import EmailMalformed
from argus_core.mail.message import MOST_RECIPIENTS, Attachment, Mail, addresses_of, compose, one_line


@pytest.mark.parametrize(
    ("recipients", "found"),
    [
        (["qa@example.com"], ["qa@example.com"]),
        (["QA Team <qa@example.com>", "a@b.c"], ["qa@example.com", "a@b.c"]),
        (["a@b.c, d@e.f"], ["a@b.c", "d@e.f"]),
        (["team: a@b.c, d@e.f;"], ["a@b.c", "d@e.f"]),
        (['"a, b" <x@y.z>'], ["x@y.z"]),
    ],
)
def test_the_addresses_behind_texts(recipients: list[str], found: list[str]) -> None:
    assert [address.addr_spec for address in addresses_of(recipients)] == found


@pytest.mark.parametrize("text", ["", "nobody", "@example.com", "a@", "a@b.c\nBcc: d@e.f", "ä@example.com", "<>"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(EmailMalformed, match="is no mail address"):
        addresses_of(["qa@example.com", text])


def test_nobody_and_too_many() -> None:
    with pytest.raises(EmailMalformed, match="No recipients provided"):
        addresses_of([])
    with pytest.raises(EmailMalformed, match="at most"):
        addresses_of([f"a{n}@b.c" for n in range(MOST_RECIPIENTS + 1)])


def test_attachments_first_then_the_page() -> None:
    mail = Mail(
        "Grüße\r\nBcc: x@y.z",
        ["QA <qa@example.com>"],
        "<p>Straße</p>" + "x" * 5000,
        [Attachment('a "b"\r\nX: y.txt', b"\x00\xff"), Attachment("größe.log", b"text")],
    )
    message = compose(mail, sender="Argus <argus@example.com>", recipients=addresses_of(mail.recipients))
    assert message["Subject"] == "Grüße Bcc: x@y.z"
    assert message["Bcc"] is None
    assert message["To"] == "QA <qa@example.com>"
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Date"]
    assert message.get_content_type() == "multipart/mixed"
    first, second, page = message.iter_parts()
    assert (first.get_content_type(), first.get_content()) == ("application/octet-stream", b"\x00\xff")
    assert first.get_filename() == 'a "b" X: y.txt'
    assert second.get_filename() == "größe.log"
    assert page.get_content_type() == "text/html"
    assert page.get_content().strip() == mail.html
    lines = message.as_bytes().splitlines()
    assert max(len(line) for line in lines) < 998


def test_a_header_is_one_line() -> None:
    assert one_line(" a\r\n b\x00c ") == "a  b c"
