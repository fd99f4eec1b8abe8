"""Refused logins and changes of accounts; their texts are shown to people."""

from __future__ import annotations

from argus_core.errors import ArgusError, ErrorKind


class UserServiceException(ArgusError):
    """A change of an account, or a login, that is refused."""

    kind = ErrorKind.REFUSED
