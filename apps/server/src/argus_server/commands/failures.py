"""What can go wrong with a command, as one sentence and an exit code."""

from __future__ import annotations

import sys
from typing import Any

WRONG_USE = 2
"""Wrong options, or a wrong configuration."""
NO_DATABASE = 3
NOT_MIGRATED = 4
REFUSED = 5
"""The database holds something that stands against it, or lacks what is asked for."""


class Failure(Exception):
    """A command cannot go on: one sentence and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def complain(message: str) -> None:
    """Print a failure to standard error, in red on a terminal."""
    if message:
        red, plain = ("\033[31m", "\033[0m") if sys.stderr.isatty() else ("", "")
        print(f"{red}{message}{plain}", file=sys.stderr)


def explain(error: Exception) -> Failure | None:
    """What to tell about an error; None for what should not happen."""
    if isinstance(error, Failure):
        return error
    if hasattr(error, "format_message"):
        return _wrong_use(error)
    from argus_core.config import ConfigurationError
    from argus_core.database.migration import MigrationError
    from argus_core.errors import ArgusError

    if isinstance(error, ConfigurationError):
        return Failure(str(error), WRONG_USE)
    if isinstance(error, MigrationError):
        return Failure(error.message, NOT_MIGRATED)
    if isinstance(error, ArgusError):
        return Failure(error.message or error.wire_name, NO_DATABASE)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return Failure(f"{place}{error.strerror or error}.")
    return None


def _wrong_use(error: Any) -> Failure:
    """An error of the option parser: what is wrong, and where to read what is right."""
    message = str(error.format_message()).replace("Value error, ", "")  # how pydantic begins
    context = getattr(error, "ctx", None)
    if context is not None and message:
        message = f"{message.rstrip('.')}. See `{context.command_path} --help`."
    return Failure(message, error.exit_code)
