"""Draw the two pictures that argus-core ships: the logo, and the face of accounts without a picture.

    python tools/draw_pictures.py

They are drawn from distances to simple shapes and smoothed by looking at 3 x 3 points of each pixel.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "packages/argus-core/src/argus_core/pages/static"
SIZE = 128
SAMPLES = 3
Colour = tuple[int, int, int, int]
"""Red, green, blue, opacity."""
Painter = Callable[[float, float], Colour]
"""The colour at a point; both coordinates go from -1 to 1, y downwards."""

NOTHING: Colour = (0, 0, 0, 0)
BLUE: Colour = (11, 92, 173, 255)
WHITE: Colour = (255, 255, 255, 255)
DARK: Colour = (18, 23, 29, 255)
GREY: Colour = (203, 210, 218, 255)
PALE: Colour = (240, 243, 246, 255)


def eye(x: float, y: float) -> Colour:
    """An open eye: Argus had a hundred of them, one is enough."""
    lid = 0.62  # how far the centres of the two circles that cut out the almond are from the middle
    radius = math.hypot(0.95, lid)
    inside = math.hypot(x, y - lid) < radius and math.hypot(x, y + lid) < radius
    if not inside:
        return NOTHING
    if math.hypot(x - 0.11, y + 0.11) < 0.08:
        return WHITE
    distance = math.hypot(x, y)
    if distance < 0.19:
        return DARK
    if distance < 0.4:
        return BLUE
    edge = max(math.hypot(x, y - lid), math.hypot(x, y + lid))
    return BLUE if edge > radius - 0.09 else WHITE


def person(x: float, y: float) -> Colour:
    """Head and shoulders."""
    if math.hypot(x, y + 0.25) < 0.34 or (math.hypot(x / 1.1, y - 0.98) < 0.68 and y < 1):
        return GREY
    return PALE


def draw(painter: Painter) -> bytes:
    """The pixels of a picture, row by row."""
    rows = bytearray()
    steps = [(i + 0.5) / SAMPLES for i in range(SAMPLES)]
    for row in range(SIZE):
        rows.append(0)  # no filter
        for column in range(SIZE):
            points = [painter(_place(column + dx), _place(row + dy)) for dx in steps for dy in steps]
            rows += _mean(points)
    return bytes(rows)


def _place(pixel: float) -> float:
    return pixel / SIZE * 2 - 1


def _mean(points: list[Colour]) -> bytes:
    """The mean colour; transparent points have none."""
    opacity = sum(point[3] for point in points)
    if not opacity:
        return bytes(4)
    colour = [round(sum(point[i] * point[3] for point in points) / opacity) for i in range(3)]
    return bytes([*colour, round(opacity / len(points))])


def png(pixels: bytes) -> bytes:
    """The file: 8 bits each of red, green, blue, opacity."""
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    for name, painter in (("argus.png", eye), ("no-user-picture.png", person)):
        (FOLDER / name).write_bytes(png(draw(painter)))
