"""Keeping and giving out profile pictures."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from anyio import to_thread

from argus_core.pictures.kinds import kind_of
from argus_core.pictures.repository import PictureRepository
from argus_core.users.errors import UserServiceException

if TYPE_CHECKING:
    from argus_core.core import Core

LARGEST = 5 * 1024 * 1024
"""Bytes of a picture."""
USUAL_FOLDER = "storage/profile_pictures"
"""Where the old system keeps pictures, whatever PICTURES_DIR says."""
LONGEST_NAME = 255

log = logging.getLogger("argus.pictures")


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture somebody gave, and what the file was called."""

    content: bytes
    filename: str


class Pictures:
    """Pictures lie in PICTURES_DIR under random names; rows of `web_file_storage` point to them."""

    def __init__(self, core: Core) -> None:
        self._repository = PictureRepository(core.database)
        self._folder = Path(core.settings.pictures_dir)

    async def make_folder(self) -> None:
        """Create the folder when it is missing."""
        await to_thread.run_sync(lambda: self._folder.mkdir(parents=True, exist_ok=True))

    async def save(self, upload: Upload) -> UUID:
        """Keep a picture; the id it can be fetched by.

        Raises UserServiceException for what is too large or no picture.
        """
        check_picture(upload.content)
        path, picture_id = self._folder / f"profile_{secrets.token_hex(16)}", uuid4()
        await to_thread.run_sync(_write, path, upload.content)
        await self._repository.insert(picture_id, filepath=str(path), filename=upload.filename[:LONGEST_NAME])
        return picture_id

    async def read(self, picture_id: UUID) -> bytes | None:
        """The bytes of a picture; None when its row or its file is gone."""
        row = await self._repository.by_id(picture_id)
        if row is None or not row.filepath:
            return None
        return await to_thread.run_sync(self._read, row.filepath)

    async def remove(self, picture_id: UUID) -> None:
        """Forget a picture, file and row; one that is gone already is no error."""
        row = await self._repository.by_id(picture_id)
        if row is None:
            return
        await self._repository.delete(picture_id)
        if row.filepath:
            await to_thread.run_sync(self._unlink, row.filepath)

    def _place(self, filepath: str) -> Path | None:
        """The file of a row, if it lies where pictures lie: rows never lead to other files of the server."""
        path = Path(filepath).resolve()
        folders = (self._folder.resolve(), Path(USUAL_FOLDER).resolve())
        if any(path.is_relative_to(folder) for folder in folders):
            return path
        log.warning("A picture outside of the folder of pictures is not touched: %s", filepath)
        return None

    def _read(self, filepath: str) -> bytes | None:
        try:
            path = self._place(filepath)
            return path.read_bytes() if path is not None else None
        except (OSError, ValueError) as error:
            log.warning("The picture %s cannot be read: %s", filepath, error)
            return None

    def _unlink(self, filepath: str) -> None:
        try:
            path = self._place(filepath)
            if path is not None:
                path.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            log.warning("The picture %s cannot be deleted: %s", filepath, error)


def check_picture(content: bytes) -> None:
    """Raise UserServiceException for what is empty, too large or no picture that is shown."""
    if not content:
        raise UserServiceException("No picture provided")
    if len(content) > LARGEST:
        raise UserServiceException(f"The picture is larger than {LARGEST // 1024 // 1024} MiB.")
    if kind_of(content) is None:
        raise UserServiceException("Expected a PNG, JPEG, GIF or WebP picture.")


def _write(path: Path, content: bytes) -> None:
    """Pictures of people: for the server's account only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o640)
    path.write_bytes(content)
