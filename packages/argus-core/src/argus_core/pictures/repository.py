"""Reads and writes of the rows that point to pictures."""

from __future__ import annotations

from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.statements import insert
from argus_core.pictures.rows import WebFile

BY_ID = Statement(WebFile.select("WHERE id = ?"))
INSERT = insert("web_file_storage", *WebFile.columns())
DELETE = Statement("DELETE FROM web_file_storage WHERE id = ?")


class PictureRepository:
    """The table `web_file_storage`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, file_id: UUID) -> WebFile | None:
        """The row of a file."""
        return await self._database.fetch_one(BY_ID, (file_id,), into=WebFile)

    async def insert(self, file_id: UUID, *, filepath: str, filename: str) -> None:
        """A new file."""
        await self._database.execute(INSERT, {"id": file_id, "filepath": filepath, "filename": filename})

    async def delete(self, file_id: UUID) -> None:
        """Forget a file."""
        await self._database.execute(DELETE, (file_id,))
