"""Errors about Sirenada runs."""

from __future__ import annotations

from argus_core.errors import ArgusError, ErrorKind


class SirenadaPluginException(ArgusError):
    """A call that Sirenada runs do not offer."""

    kind = ErrorKind.REFUSED
