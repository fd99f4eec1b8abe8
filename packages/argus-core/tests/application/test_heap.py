"""The garbage collector while a server runs."""

from __future__ import annotations

import gc

from argus_core.application.heap import THRESHOLDS, settled_heap


def test_what_is_there_is_left_alone_until_the_server_ends() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with settled_heap():
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > frozen
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
