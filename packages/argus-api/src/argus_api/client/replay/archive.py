"""Reading uploaded archives: the first bytes tell the format, and no member is written to disk by its name."""

from __future__ import annotations

import gzip
import io
import logging
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

import zstandard

from argus_api.client.replay.errors import ReplayServiceError

SUFFIX = ".jsonl"
MOST_UNPACKED = 2 * 1024**3
"""Bytes of all journals together; a small archive can unpack to any size."""
LONGEST_LINE = 64 * 1024**2

BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    zstandard.ZstdError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the readers raise for damaged, encrypted or unsupported archives."""

log = logging.getLogger("argus.replay")


def journal_lines(upload: IO[bytes]) -> Iterator[tuple[str, int, bytes]]:
    """(member, line number, line) of every journal in the archive.

    Blocking: call it in a thread. Raises ReplayServiceError for whatever is wrong with the archive.
    """
    try:
        yield from _lines(upload)
    except ReplayServiceError:
        raise
    except BROKEN as error:
        raise ReplayServiceError(f"Failed to decode archive: {error}") from error


def _lines(upload: IO[bytes]) -> Iterator[tuple[str, int, bytes]]:
    left = MOST_UNPACKED
    for name, member in _members(upload):
        for number, line in enumerate(iter(partial(member.readline, LONGEST_LINE), b""), 1):
            left -= len(line)
            if left < 0:
                raise ReplayServiceError("Failed to decode archive: its journals are larger than this server accepts")
            if line.strip():
                yield name, number, line


def _members(upload: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    head = upload.read(512)
    upload.seek(0)
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        yield from _tar(
            _bounded(zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(upload, read_across_frames=True))
        )
    elif head.startswith(b"\x1f\x8b"):
        yield from _tar(_bounded(gzip.GzipFile(fileobj=upload, mode="rb")))
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        with zipfile.ZipFile(upload) as archive:
            for info in archive.infolist():
                if not info.is_dir() and info.filename.endswith(SUFFIX):
                    with archive.open(info) as member:
                        yield info.filename, member
    elif head[257:262] == b"ustar":
        yield from _tar(upload)
    else:
        raise ReplayServiceError(
            "Failed to decode archive: unrecognised format (expected tar.zst, tar.gz, tar, or zip)"
        )


def _tar(stream: Any) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            member = archive.extractfile(info) if info.isreg() and info.name.endswith(SUFFIX) else None
            if member is not None:
                yield info.name, member


class _Counting(io.RawIOBase):
    """Passes a stream through until it has given more than journals may hold, headers and other members included."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = 2 * MOST_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise ReplayServiceError("Failed to decode archive: it unpacks to more than this server accepts")
        buffer[: len(data)] = data
        return len(data)


def _bounded(stream: Any) -> io.BufferedReader:
    return io.BufferedReader(_Counting(stream), 256 * 1024)
