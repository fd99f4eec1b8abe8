"""Kinds of pictures, told by their bytes."""

import pytest

from argus_core.pictures.kinds import kind_of


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89arest", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8X", "image/webp"),
    ],
)
def test_pictures(content: bytes, mime: str) -> None:
    kind = kind_of(content)
    assert kind is not None
    assert kind.mime == mime


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF88a",
        b"\x89PNG",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"RIFFWEBP",
        b" \x89PNG\r\n\x1a\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>GIF89a",
        b"%PDF-1.7",
    ],
)
def test_other_things(content: bytes) -> None:
    assert kind_of(content) is None
