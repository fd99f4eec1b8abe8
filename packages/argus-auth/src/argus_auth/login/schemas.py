"""The login form."""

from __future__ import annotations

from argus_core.http.types import Payload


class LoginForm(Payload):
    """Name and password; both are needed."""

    username: str | None = None
    """Login name, compared exactly."""
    password: str | None = None
    """Nothing is trimmed."""
