"""Refusals about tunnels."""

from argus_core.errors import ArgusError, ErrorKind


class TunnelServiceException(ArgusError):
    """A key, proxy or lifetime that is refused; clients show its text."""

    kind = ErrorKind.REFUSED


class MalformedFingerprint(ArgusError):
    """A fingerprint that is none."""

    kind = ErrorKind.MALFORMED
