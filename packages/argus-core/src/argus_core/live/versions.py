"""Versions: short texts that change when what they stand for changes, and vectors of them.

A vector holds the versions of all sections of all runs of a stream. It is the id of each of the stream's events, so a
browser that lost its connection hands it back (`Last-Event-ID`) and is told what changed since.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

SECTIONS = ("status", "details", "comments", "activity", "events", "nemeses", "results", "pytest")
"""Parts of a run that change on their own, in the order of vectors."""
UNKNOWN = "------"
"""In vectors: a section that the run does not have, or that was not read yet. (No version looks like this.)"""
FORMAT = "1"
LONGEST_VECTOR = 4096

Versions = Mapping[str, str]
"""Version by section; sections that are not known are missing."""


def version_of(*values: Any) -> str:
    """The version that stands for these values: six characters."""
    return _short(repr(values).encode())


def _short(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.crc32(content).to_bytes(4, "big")).decode().rstrip("=")


def encode_vector(run_ids: Sequence[UUID], versions: Mapping[UUID, Versions]) -> str:
    """The vector as text: letters, digits, `-`, `_` and `.`."""
    parts = ["".join(versions.get(run_id, {}).get(name, UNKNOWN) for name in SECTIONS) for run_id in run_ids]
    return ".".join([FORMAT, _fingerprint(run_ids), *parts])


def decode_vector(run_ids: Sequence[UUID], text: str) -> dict[UUID, dict[str, str]] | None:
    """Versions by run; None for a text that is no vector of these runs in this order."""
    parts = text.split(".") if len(text) <= LONGEST_VECTOR else []
    width = len(UNKNOWN)
    if parts[:2] != [FORMAT, _fingerprint(run_ids)] or any(len(part) != width * len(SECTIONS) for part in parts[2:]):
        return None
    if len(parts) != len(run_ids) + 2:
        return None
    return {
        run_id: {
            name: part[place * width : (place + 1) * width]
            for place, name in enumerate(SECTIONS)
            if part[place * width : (place + 1) * width] != UNKNOWN
        }
        for run_id, part in zip(run_ids, parts[2:], strict=True)
    }


def _fingerprint(run_ids: Sequence[UUID]) -> str:
    return _short(b"".join(run_id.bytes for run_id in run_ids))
