"""Static files, from the folders of all packages."""

from __future__ import annotations

import asyncio
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from mimetypes import MimeTypes
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from argus_core.http.compression import is_compressible
from argus_core.http.plain_pages import plain_page

if TYPE_CHECKING:
    from argus_core.core import Core

OWN_STATIC = Path(__file__).parents[1] / "pages" / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
LARGEST_IN_MEMORY = 4 * 1024 * 1024
"""Bytes; compressible files up to here are answered as a whole, so that they can be compressed."""
# What bundlers write: main-BxK3v9a2.js, main.4f3c2b1a.css. A hash has a digit, capitals, or letters of both cases.
_HASHED = re.compile(r"[-.](?=[A-Za-z0-9_-]*(?:\d|[a-z][A-Z]|[A-Z][a-z]|[A-Z]{2}))[A-Za-z0-9_-]{8,}\.\w+(?:\.map)?")
_BUILT = frozenset({"dist", "assets"})
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TYPES = MimeTypes()  # the library's own table, not that of the machine: the same answers everywhere
_TYPES.add_type("text/javascript", ".js")
_TYPES.add_type("text/javascript", ".mjs")
_TYPES.add_type("font/woff2", ".woff2")
_TYPES.add_type("application/json", ".map")
_TYPES.add_type("image/webp", ".webp")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that exists."""

    path: Path
    status: os.stat_result


class StaticFiles:
    """Answers with the files below some folders; earlier folders win."""

    def __init__(self, core: Core) -> None:
        self._folders = [Path(os.path.realpath(folder)) for folder in (*core.static, OWN_STATIC)]

    async def answer(self, request: Request, name: str) -> Response:
        """The file, the part of it that is asked for, that it has not changed (304), or 404."""
        found = await asyncio.to_thread(find, self._folders, name)
        if found is None:
            return plain_page(404)
        headers = headers_of(found, name)
        if is_unchanged(request, headers):
            kept = {key: headers[key] for key in ("ETag", "Last-Modified", "Cache-Control")}
            return Response(status_code=304, headers=kept)
        kind = _TYPES.guess_type(found.path.name)[0] or "application/octet-stream"
        size = found.status.st_size
        if is_compressible(kind) and size <= LARGEST_IN_MEMORY and "range" not in request.headers:
            body = await asyncio.to_thread(found.path.read_bytes)
            return Response(body, headers={**headers, "Accept-Ranges": "bytes"}, media_type=kind)
        return FileResponse(found.path, headers=headers, media_type=kind, stat_result=found.status)


def find(folders: Sequence[Path], name: str) -> Found | None:
    """The file of this name below one of the folders, and nothing outside of them or hidden in them."""
    parts = name.split("/")
    if any(part.startswith(".") or not part or "\\" in part or "\0" in part for part in parts):
        return None
    for folder in folders:
        try:
            path = Path(os.path.realpath(folder.joinpath(*parts)))
            status = path.stat()
        except (OSError, ValueError):
            continue
        if path.is_relative_to(folder) and stat.S_ISREG(status.st_mode):
            return Found(path, status)
    return None


def headers_of(found: Found, name: str) -> dict[str, str]:
    """What caches need to know of a file."""
    file = found.path.name
    shown = file if _TOKEN.fullmatch(file) else '"' + re.sub(r'[^ -~]|["\\]', "_", file) + '"'
    return {
        "ETag": f'"{found.status.st_mtime_ns:x}-{found.status.st_size:x}"',
        "Last-Modified": formatdate(found.status.st_mtime, usegmt=True),
        "Cache-Control": FOR_EVER if is_hashed(name) else ASK_FIRST,
        "Content-Disposition": f"inline; filename={shown}",
    }


def is_hashed(name: str) -> bool:
    """Whether the name holds a hash of the content, so that it never stands for another one."""
    *folders, file = name.split("/")
    return not _BUILT.isdisjoint(folders) and _HASHED.search(file) is not None


def is_unchanged(request: Request, headers: dict[str, str]) -> bool:
    """Whether the client has this very file. Its ETag decides when it sends one, else the time."""
    known = request.headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or headers["ETag"] in tags
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
