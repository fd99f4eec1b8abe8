"""Conditional writes of the version of a run."""

from __future__ import annotations

from argus_core.database import Database, DatabaseTimeout, Statement
from argus_core.plugins.sct.packages.versions import KnownVersion
from argus_core.runs.rows import RunLocation

READ = Statement("SELECT version_source, scylla_version FROM sct_test_run WHERE build_id = ? AND start_time = ?")
LEARN = Statement(
    "UPDATE sct_test_run SET version_source = ?, scylla_version = ? WHERE build_id = ? AND start_time = ? "
    "IF version_source = ?",
    idempotent=False,
)
TELL = Statement(
    "UPDATE sct_test_run SET scylla_version = ? WHERE build_id = ? AND start_time = ? IF version_source = null",
    idempotent=False,
)


class VersionRepository:
    """The columns `version_source` and `scylla_version` of a run, which change together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, run: RunLocation) -> KnownVersion:
        """What is known."""
        rows = await self._database.tuples(READ, (run.build_id, run.start_time))
        return KnownVersion(*rows[0]) if rows else KnownVersion(None, None)

    async def learn(self, run: RunLocation, before: KnownVersion, after: KnownVersion) -> bool:
        """Store what packages tell, unless other packages told something since `before` was read."""
        try:
            key = (run.build_id, run.start_time)
            return bool(await self._database.execute_if(LEARN, (*after, *key, before.source)))
        except DatabaseTimeout:  # stored or not: the next read tells
            return False

    async def tell(self, run: RunLocation, version: str) -> None:
        """Store what the client tells, unless packages tell the version."""
        await self._database.execute_if(TELL, (version, run.build_id, run.start_time))
