"""What goes wrong before a server starts."""

from __future__ import annotations


class ConfigurationError(Exception):
    """The configuration is missing or wrong.

    `str()` is what a person reads: one line per fault that names the key, what was found and what is expected, without
    the values of secrets.
    """
