"""Which configuration a command works with: the machine's, or that of the development database where there is none."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from argus_server.commands.failures import Failure
from argus_server.commands.progress import bar

if TYPE_CHECKING:
    from argus_core.config import Settings

DEV_KEYSPACE = "argus"
DEV_SECRET = "development only"  # noqa: S105  (guards demo data on 127.0.0.1)
DEVELOPMENT_ENVIRONMENT = {
    "ARGUS_SCYLLA_USERNAME": "cassandra",
    "ARGUS_SCYLLA_PASSWORD": "cassandra",
    "ARGUS_SCYLLA_KEYSPACE_NAME": DEV_KEYSPACE,
    "ARGUS_SECRET_KEY": DEV_SECRET,
    "ARGUS_LOGIN_METHODS": "password",
    "ARGUS_EMAIL_ENABLED": "false",
    "ARGUS_GITHUB_ENABLED": "false",
    "ARGUS_JIRA_ENABLED": "false",
}
"""What a server on the development database is configured with, unless somebody says otherwise."""


def with_development() -> bool:
    """Whether the extra `dev` is installed; servers are installed without it."""
    return find_spec("jgo") is not None


def settings_or_development(*, start: bool = False) -> Settings:
    """The configuration; where it names no database, with the development database if that runs (`start`: is started).

    What is chosen then is put into the environment, for this process and those that it starts. Raises
    ConfigurationError when nothing names a database.
    """
    from argus_core.config import ConfigurationError, load_settings

    try:
        return load_settings()
    except ConfigurationError as error:
        if not with_development() or not _names_no_database(error):
            raise
        place = _started() if start else _running()
        if place is None:
            raise
    host, port = place
    os.environ |= {"ARGUS_SCYLLA_CONTACT_POINTS": host, "ARGUS_SCYLLA_PORT": str(port)}
    for key, value in DEVELOPMENT_ENVIRONMENT.items():
        os.environ.setdefault(key, value)
    return load_settings()


def _names_no_database(error: Exception) -> bool:
    return any(line.startswith("SCYLLA_CONTACT_POINTS: missing") for line in str(error).splitlines())


def _running() -> tuple[str, int] | None:
    """Where the development database listens; None when it does not."""
    from argus_core.devdb import DevDatabase

    status = DevDatabase().status()
    return None if status.host is None or status.port is None else (status.host, status.port)


def _started() -> tuple[str, int] | None:
    """Start the development database unless it runs. Raises Failure."""
    from argus_core.devdb import DevDatabase, DevDatabaseError

    try:
        with bar("Database") as progress:
            DevDatabase().start(progress)
        return _running()
    except DevDatabaseError as error:
        raise Failure(str(error), error.exit_code) from error
