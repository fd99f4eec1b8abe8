"""The data layer: prepared statements on scylla-driver, bridged to asyncio.

Repositories hold `Statement` constants and call a `Database`; services see repositories only.
"""

from argus_core.database.client import Applied, Database
from argus_core.database.errors import (
    DatabaseError,
    DatabaseTimeout,
    DatabaseUnavailable,
    StatementRefused,
    ValueRefused,
)
from argus_core.database.statements import Consistency, Params, Statement

__all__ = [
    "Applied",
    "Consistency",
    "Database",
    "DatabaseError",
    "DatabaseTimeout",
    "DatabaseUnavailable",
    "Params",
    "Statement",
    "StatementRefused",
    "ValueRefused",
]
