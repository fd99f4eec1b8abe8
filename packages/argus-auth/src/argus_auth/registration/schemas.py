"""The registration form and what is said of its fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from argus_core.http.types import Payload

VALID, INVALID = "is-valid", "is-invalid"


class RegistrationForm(Payload):
    """A new account. A field that is missing counts as empty."""

    username: str = ""
    """Login name: 1 to 64 letters, digits, dots, underscores and dashes."""
    email: str = ""
    """The proven address."""
    full_name: str = ""
    """Name to show."""


@dataclass(slots=True)
class Feedback:
    """What is wrong with each field; empty when nothing is."""

    problems: dict[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether the account can be made."""
        return not self.problems

    def of(self, name: str) -> tuple[str, str]:
        """CSS class and text for a field."""
        text = self.problems.get(name, "")
        return (INVALID if text else VALID, text)
