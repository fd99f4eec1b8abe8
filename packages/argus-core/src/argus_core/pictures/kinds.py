"""What kind of picture some bytes are: told by their first bytes, never by what somebody says of them."""

from __future__ import annotations

from dataclasses import dataclass

OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kind:
    """A raster format that browsers show and that holds no scripts."""

    mime: str
    extension: str


PNG = Kind("image/png", ".png")
JPEG = Kind("image/jpeg", ".jpg")
GIF = Kind("image/gif", ".gif")
WEBP = Kind("image/webp", ".webp")


def kind_of(content: bytes) -> Kind | None:
    """The kind of picture; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return None
