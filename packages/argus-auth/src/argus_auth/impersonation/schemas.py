"""The form of the page `User Switch`."""

from __future__ import annotations

from argus_core.http.types import Payload


class ImpersonationForm(Payload):
    """Whom to act as."""

    user_id: str = ""
    """Id of the account."""
