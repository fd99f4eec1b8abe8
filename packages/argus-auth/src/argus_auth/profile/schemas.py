"""Forms of the profile page. A field that is missing counts as empty."""

from __future__ import annotations

from argus_core.http.types import Payload


class FullNameForm(Payload):
    """Another name to show."""

    new_name: str = ""
    """Up to 200 characters."""


class UsernameForm(Payload):
    """Another login name."""

    new_username: str = ""
    """1 to 64 letters, digits, dots, underscores and dashes."""


class EmailForm(Payload):
    """Another address."""

    new_email: str = ""
    """Kept as it is written."""


class PasswordForm(Payload):
    """Another password."""

    old_password: str = ""
    """The present one."""
    new_password: str = ""
    """At least 5 characters."""
    new_password_confirm: str = ""
    """The new one again."""

    def problem(self) -> str | None:
        """What is missing or contradicts itself, in words for people."""
        if not self.old_password:
            return "Old password wasn't provided"
        if not self.new_password:
            return "New password wasn't provided"
        if self.new_password != self.new_password_confirm:
            return "New password doesn't match confirmation!"
        return None
