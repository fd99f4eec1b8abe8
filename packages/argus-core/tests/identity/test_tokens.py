"""Tokens: their forms, and that mistyped ones are told without a look-up."""

import base64
import hashlib
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.identity.tokens import (
    hash_personal_token,
    is_personal_token,
    new_account_token,
    new_personal_token,
    temporary_password,
)

TOKEN = new_personal_token()


def test_account_tokens() -> None:
    tokens = [new_account_token() for _ in range(200)]
    assert all(re.fullmatch(r"[A-Za-z0-9+/]{64}", token) for token in tokens)
    assert len(set(tokens)) == 200
    assert set("".join(tokens)) == set(string.ascii_letters + string.digits + "+/")


def test_personal_tokens() -> None:
    tokens = [new_personal_token() for _ in range(200)]
    assert all(re.fullmatch(r"argus_[A-Za-z0-9]{43}_[A-Za-z0-9]{6}", token) for token in tokens)
    assert all(is_personal_token(token) for token in tokens)
    assert len(set(tokens)) == 200


def test_a_known_checksum() -> None:
    """CRC-32 of 43 zeros is 2018072207: 2 12 35 38 47 45 in base 62, with the digits 0-9, a-z, A-Z."""
    assert is_personal_token("argus_" + "0" * 43 + "_2czCLJ")


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(string.ascii_letters + string.digits))
def test_a_wrong_character_is_noticed(position: int, character: str) -> None:
    mistyped = TOKEN[:position] + character + TOKEN[position + 1 :]
    assert is_personal_token(mistyped) is (mistyped == TOKEN)


@pytest.mark.parametrize("position", range(len("argus_"), len(TOKEN) - 1))
def test_neighbours_changing_places_are_noticed(position: int) -> None:
    swapped = TOKEN[:position] + TOKEN[position + 1] + TOKEN[position] + TOKEN[position + 2 :]
    assert is_personal_token(swapped) is (swapped == TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argus_",
        "argus__",
        TOKEN[:-1],
        TOKEN + "0",
        TOKEN + "\n",
        " " + TOKEN,
        TOKEN.removeprefix("argus_"),
        TOKEN.upper(),
        "argus_" + TOKEN,
        "argus_" + "\ud800" * 43 + "_000000",
        "argus_" + "٣" * 43 + "_000000",
        new_account_token(),
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert not is_personal_token(text)


def test_hashes() -> None:
    assert hash_personal_token("argus_x") == hashlib.sha256(b"argus_x").hexdigest()


def test_temporary_passwords() -> None:
    passwords = {temporary_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(text) == 64 and len(base64.b64decode(text, validate=True)) == 48 for text in passwords)
