"""A Cassandra node for development and tests, started from its published jars: nothing to install but Python."""

from argus_core.devdb.database import DevDatabase, Status
from argus_core.devdb.errors import DevDatabaseError

__all__ = ["DevDatabase", "DevDatabaseError", "Status"]
