"""Public keys in OpenSSH's text form."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

import asyncssh

from argus_core.tunnels.errors import MalformedFingerprint, TunnelServiceException

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}", re.ASCII)


def checked_key(text: str) -> str:
    """The key, trimmed, if it is one line that holds a key. Raises TunnelServiceException.

    More than one line, or control characters, would be handed to sshd as further keys or options.
    """
    trimmed = text.strip()
    if not trimmed:
        raise TunnelServiceException("public_key is required")
    if not trimmed.isprintable():
        raise TunnelServiceException("Invalid SSH public key: it must be one line without control characters")
    if len(trimmed.split()) < 2:
        raise TunnelServiceException("Invalid SSH public key: Malformed OpenSSH public key")
    try:
        asyncssh.import_public_key(trimmed)
    except (asyncssh.KeyImportError, ValueError, binascii.Error) as error:
        raise TunnelServiceException(f"Invalid SSH public key: {error}") from error
    return trimmed


def fingerprint_of(key: str) -> str:
    """`SHA256:` and 43 characters, as `ssh-keygen -lf` prints it."""
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def checked_fingerprint(text: str) -> str:
    """The fingerprint, trimmed. Raises MalformedFingerprint."""
    trimmed = text.strip()
    if not _FINGERPRINT.fullmatch(trimmed):
        raise MalformedFingerprint("fingerprint: expected SHA256: and 43 characters of Base64")
    return trimmed
