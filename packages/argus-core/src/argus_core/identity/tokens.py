"""API tokens: the one of an account, and personal access tokens with a recognisable form."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import string
import zlib

PREFIX = "argus_"
_BASE62 = string.digits + string.ascii_letters
_SECRET_LENGTH = 43  # 62^43 exceeds 2^256
_CHECKSUM_LENGTH = 6
_FORM = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_SECRET_LENGTH}}})_([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})")


def new_account_token() -> str:
    """64 characters of `[A-Za-z0-9+/]` from a cryptographic source."""
    return base64.b64encode(secrets.token_bytes(48)).decode()


def temporary_password() -> str:
    """64 characters."""
    return base64.b64encode(secrets.token_bytes(48)).decode()


def new_personal_token() -> str:
    """`argus_<43 characters>_<6 characters of checksum>`; shown once, stored as its hash only."""
    secret = "".join(secrets.choice(_BASE62) for _ in range(_SECRET_LENGTH))
    return f"{PREFIX}{secret}_{_checksum(secret)}"


def is_personal_token(text: str) -> bool:
    """Whether a text has the form of a personal access token, checksum included: typing errors cost no look-up."""
    form = _FORM.fullmatch(text)
    return form is not None and form[2] == _checksum(form[1])


def hash_personal_token(text: str) -> str:
    """What is stored: SHA-256 in hexadecimal. The token is random, so nothing slower is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(secret: str) -> str:
    number, digits = zlib.crc32(secret.encode()), ""
    for _ in range(_CHECKSUM_LENGTH):
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits
