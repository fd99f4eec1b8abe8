"""Public keys and their fingerprints."""

from __future__ import annotations

import pytest

from argus_core.tunnels.errors import MalformedFingerprint, TunnelServiceException
from argus_core.tunnels.host_keys import best_key, fetch_host_key
from argus_core.tunnels.keys import checked_fingerprint, checked_key, fingerprint_of

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtbLD8MqC5UzyzMGPh6+iISuiHrb7Q/7h6nky7Xb2eq"
ECDSA = (
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA0l1dioJZ3l6CmukizctJHhD9MFvoh6OZpzKW5POuP0Hrtp"
    "Z9fnQYfRKQRljU/5ykR+mNtr4UG7t6NASIszHBw="
)


def test_the_fingerprint_is_that_of_ssh_keygen() -> None:
    assert fingerprint_of(KEY) == "SHA256:CGKyvbgmODhglEPfuulauRVu76eAwYSasigmWc8XNvA"


def test_a_key_is_kept_as_it_is_but_for_blanks_around_it() -> None:
    assert checked_key(f"  {KEY} ci@example.com \n") == f"{KEY} ci@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "ssh-ed25519 AAAA",
        "unknown-type AAAAC3NzaC1lZDI1NTE5",
        f'{KEY}\ncommand="sh" {KEY}',
        f"{KEY} \x1b[31m",
    ],
)
def test_what_is_no_single_key_is_refused(text: str) -> None:
    with pytest.raises(TunnelServiceException, match="Invalid SSH public key"):
        checked_key(text)


@pytest.mark.parametrize("text", ["", "MD5:00", "SHA256:short", "SHA256:" + "*" * 43, "SHA256:" + "A" * 44])
def test_malformed_fingerprints_are_refused(text: str) -> None:
    with pytest.raises(MalformedFingerprint):
        checked_fingerprint(text)


def test_the_strongest_offered_host_key_is_taken() -> None:
    output = f"# banner\nhost ecdsa-sha2-nistp256 {ECDSA}\nhost {KEY}\nhost ssh-rsa broken\n"
    assert best_key(output) == KEY
    assert best_key("nothing here") is None


@pytest.mark.parametrize("host", ["-oProxyCommand=sh", "", "a b", "host;rm"])
async def test_a_host_that_is_none_never_reaches_the_program(host: str) -> None:
    with pytest.raises(TunnelServiceException, match="Invalid proxy host"):
        await fetch_host_key(host, 22)


async def test_a_host_that_does_not_answer_is_told() -> None:
    with pytest.raises(TunnelServiceException, match=r"Failed to fetch host key for 127\.0\.0\.1:9"):
        await fetch_host_key("127.0.0.1", 9)
