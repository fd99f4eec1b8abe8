"""What runs leave in the tables of their release: versions and images seen, snapshots of statistics to drop.

All of this is derived data: a failure is logged and never fails the call.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from uuid import UUID

from argus_core.database import Database, DatabaseError, Statement
from argus_core.database.statements import insert

NO_VERSION = "!noVersion"
VERSION_SEEN = insert("release_distinct_versions", "release_id", "version")
IMAGE_SEEN = insert("release_distinct_images", "release_id", "image_id")
VERSIONS = Statement("SELECT version FROM release_distinct_versions WHERE release_id = ?")
IMAGES = Statement("SELECT image_id FROM release_distinct_images WHERE release_id = ?")
SNAPSHOT_KEYS = Statement("SELECT filter_key FROM argus_release_stats_snapshot WHERE release_id = ?")
DROP_SNAPSHOT = Statement("DELETE FROM argus_release_stats_snapshot WHERE release_id = ? AND filter_key = ?")
DROP_ALL = Statement("DELETE FROM argus_release_stats_snapshot WHERE release_id = ?")

log = logging.getLogger("argus.runs")


def covers(filter_key: str, version: str | None) -> bool:
    """Whether a snapshot with this key may count runs of this version (None or empty: runs without one).

    Keys read `v=<version filter>::img=<image>::nov=<0|1>::lim=<0|1>`; the filter is a prefix of versions.
    """
    wanted, _, rest = filter_key.removeprefix("v=").partition("::")
    if version:
        return version.startswith(wanted)
    return wanted in ("", NO_VERSION) or "nov=1" in rest.split("::")


class ReleaseIndexes:
    """Writes and reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version_seen(self, release_id: UUID | None, version: str | None) -> None:
        """Remember that a release has runs of this version."""
        if release_id is not None and version:
            await self._tolerate("version index", self._database.execute(VERSION_SEEN, (release_id, version)))

    async def image_seen(self, release_id: UUID | None, image_id: str | None) -> None:
        """Remember that a release has runs on this image."""
        if release_id is not None and image_id:
            await self._tolerate("image index", self._database.execute(IMAGE_SEEN, (release_id, image_id)))

    async def versions(self, release_id: UUID) -> set[str]:
        """Versions that the index has; runs of before its time may have others."""
        return {version for (version,) in await self._database.tuples(VERSIONS, (release_id,))}

    async def images(self, release_id: UUID) -> set[str]:
        """Images that the index has; runs of before its time may have others."""
        return {image for (image,) in await self._database.tuples(IMAGES, (release_id,))}

    async def drop_snapshots(self, release_id: UUID | None, *versions: str | None) -> None:
        """Drop the snapshots that may count runs of one of these versions. Call it after the write they would miss."""
        if release_id is not None:
            await self._tolerate("snapshots", self._drop(release_id, versions))

    async def drop_all_snapshots(self, release_id: UUID | None) -> None:
        """Drop every snapshot of a release."""
        if release_id is not None:
            await self._tolerate("snapshots", self._database.execute(DROP_ALL, (release_id,)))

    async def _drop(self, release_id: UUID, versions: tuple[str | None, ...]) -> None:
        keys = [key for (key,) in await self._database.tuples(SNAPSHOT_KEYS, (release_id,))]
        stale = [key for key in keys if any(covers(key, version) for version in versions)]
        await self._database.gather_writes((DROP_SNAPSHOT, (release_id, key)) for key in stale)

    @staticmethod
    async def _tolerate(what: str, work: Awaitable[None]) -> None:
        try:
            await work
        except DatabaseError as error:
            log.warning("The %s could not be updated: %s", what, error)
