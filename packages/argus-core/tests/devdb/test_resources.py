"""Heap sizes and memory."""

from __future__ import annotations

import pytest

from argus_core.devdb.errors import BadHeap, NotEnoughMemory
from argus_core.devdb.resources import available_memory, check_memory, heap_bytes


@pytest.mark.parametrize(("text", "size"), [("512m", 2**29), ("1g", 2**30), ("1G", 2**30), ("262144k", 2**28)])
def test_heap_sizes_are_read(text: str, size: int) -> None:
    assert heap_bytes(text) == size


@pytest.mark.parametrize("text", ["", "512", "lots", "-512m", "64m", "512mb", "0x10m"])
def test_what_is_no_usable_heap_is_refused(text: str) -> None:
    with pytest.raises(BadHeap, match="no usable heap size"):
        heap_bytes(text)


def test_a_heap_above_the_free_memory_is_refused_with_both_sizes() -> None:
    with pytest.raises(NotEnoughMemory, match=r"heap of 20000g needs \d+ MiB of memory, \d+ MiB are free.*--heap"):
        check_memory("20000g")


def test_a_small_heap_fits() -> None:
    assert available_memory() > 0
    check_memory("128m")
