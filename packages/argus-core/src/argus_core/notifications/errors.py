"""Errors about notifications."""

from __future__ import annotations

from argus_core.errors import ArgusError, ErrorKind


class NotificationManagerException(ArgusError):
    """A notification that cannot be sent."""

    kind = ErrorKind.REFUSED
