"""Memory that a node needs, and that the machine has."""

from __future__ import annotations

import re
from pathlib import Path

import psutil

from argus_core.devdb.errors import BadHeap, NotEnoughMemory

OVERHEAD = 320 * 2**20
"""Bytes that a node takes beside its heap: code, class data, threads, buffers outside of the heap."""
SMALLEST_HEAP = 128 * 2**20
_HEAP = re.compile(r"(\d+)([kmg])", re.IGNORECASE)
_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}
_CGROUP = Path("/sys/fs/cgroup")


def heap_bytes(heap: str) -> int:
    """The bytes of a size as Java writes it, such as `512m`. Raises BadHeap."""
    found = _HEAP.fullmatch(heap.strip())
    size = int(found.group(1)) * _UNITS[found.group(2).lower()] if found else 0
    if size < SMALLEST_HEAP:
        raise BadHeap(f"{heap!r} is no usable heap size: write it like 512m or 1g, at least {SMALLEST_HEAP // 2**20}m.")
    return size


def available_memory() -> int:
    """Bytes that a new process can use: what the machine has, or less where a container is limited."""
    available: int = psutil.virtual_memory().available
    try:
        limit = int((_CGROUP / "memory.max").read_text())
        used = int((_CGROUP / "memory.current").read_text())
    except (OSError, ValueError):
        return available
    return min(available, limit - used)


def check_memory(heap: str) -> None:
    """Raise NotEnoughMemory unless a node with this heap fits into the free memory."""
    needed = heap_bytes(heap) + OVERHEAD
    available = available_memory()
    if available < needed:
        raise NotEnoughMemory(
            f"A node with a heap of {heap} needs {needed // 2**20} MiB of memory, {max(available, 0) // 2**20} MiB are "
            "free: end other programs, or start it with a smaller heap (`--heap 256m`)."
        )
