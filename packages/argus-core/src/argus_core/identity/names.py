"""Which names and e-mail addresses accounts may have, and what is suggested to somebody new."""

from __future__ import annotations

import re

LONGEST_USERNAME = 64
_USERNAME = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_USERNAME}}}")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def is_email(text: str) -> bool:
    """Whether a text is an address of the usual ASCII form, with a domain of two or more labels."""
    return _EMAIL.fullmatch(text) is not None


def is_new_username(text: str) -> bool:
    """Whether a name may be given to an account: 1 to 64 letters, digits, dots, underscores and dashes.

    Names of before this rule stay as they are.
    """
    return _USERNAME.fullmatch(text) is not None


def suggested_username(email: str) -> str:
    """The part of an address before its `@`."""
    return email.partition("@")[0]


def suggested_full_name(email: str) -> str:
    """A name to show, made of an address: `john.doe@example.com` gives `John Doe`."""
    return " ".join(part.capitalize() for part in suggested_username(email).split(".") if part)
