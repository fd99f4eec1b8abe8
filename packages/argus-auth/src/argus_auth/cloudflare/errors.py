"""Refused assertions; their texts are shown to people."""

from __future__ import annotations

from argus_core.users.errors import UserServiceException


class AssertionRefused(UserServiceException):
    """An assertion of Cloudflare Access that proves nothing."""
