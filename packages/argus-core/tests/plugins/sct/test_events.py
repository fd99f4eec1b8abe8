"""Portions of events, their ids, and the logs of core dumps."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from argus_core.plugins.sct.events.coredumps import coredump_of
from argus_core.plugins.sct.events.repository import chunks
from argus_core.plugins.sct.events.service import event_id

TS = datetime(2024, 5, 1, 8, 0, 4)


def test_portions_stay_below_fifty_kilobytes_of_any_text() -> None:
    rows: list[dict[str, Any]] = [{"message": "€" * 4000, "number": n} for n in range(20)]
    portions = list(chunks(rows))
    assert [row for portion in portions for row in portion] == rows
    assert max(sum(len(row["message"].encode()) for row in portion) for portion in portions) < 50_000


def test_an_event_alone_may_be_larger() -> None:
    rows: list[dict[str, Any]] = [{"message": "x" * 100_000}, {"message": "y"}]
    assert [len(portion) for portion in chunks(rows)] == [1, 1]


def test_ids_follow_from_run_severity_and_millisecond() -> None:
    run_id = uuid4()
    first = event_id(run_id, {"severity": "ERROR", "ts": TS})
    assert first == event_id(run_id, {"severity": "ERROR", "ts": TS, "message": "other"})
    others = [
        event_id(uuid4(), {"severity": "ERROR", "ts": TS}),
        event_id(run_id, {"severity": "CRITICAL", "ts": TS}),
        event_id(run_id, {"severity": "ERROR", "ts": TS.replace(microsecond=1000)}),
    ]
    assert len({first, *others}) == 4


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("node=Node db-1 [10.0.0.1]\ncorefile_url=https://x/core.zst", "core.scylla-db-1-2024-05-01_08-00-04.zst"),
        ("corefile_url=https://x/core.gz\nnode=db-2", "core.scylla-db-2-2024-05-01_08-00-04.gz"),
        ("node=db-3\ncorefile_url=https://x/core.longextension", "core.scylla-db-3-2024-05-01_08-00-04.zst"),
        (
            "corefile_url=https://x/core.gz",
            "core.scylla-unknown-node-d14dda00-0790-11ef-8080-0000000003e8-2024-05-01_08-00-04.gz",
        ),
    ],
)
def test_a_core_dump_names_its_log(message: str, name: str) -> None:
    link = coredump_of({"event_type": "CoreDumpEvent", "message": message, "ts": TS})
    assert link is not None
    assert link.name == name


@pytest.mark.parametrize(("kind", "message"), [("Other", "corefile_url=https://x/c.gz"), ("CoreDumpEvent", "node=a")])
def test_other_events_are_no_logs(kind: str, message: str) -> None:
    assert coredump_of({"event_type": kind, "message": message, "ts": TS}) is None
