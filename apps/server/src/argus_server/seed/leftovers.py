"""What old databases hold: runs of a test that was deleted, and runs from before some columns existed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from argus_core.clock import EPOCH
from argus_server.seed.hierarchy import JENKINS, group_id, release_id
from argus_server.seed.scope import Scope, TableRow, name_id

DELETED = "enterprise-2024.2/longevity/longevity-deleted-test"


def leftover_rows(scope: Scope) -> Iterator[TableRow]:
    """Rows of runs that belong to nothing, or lack what newer ones have."""
    for place in range(3):
        start = scope.day - timedelta(days=640 + 7 * place, hours=4, milliseconds=scope.seed % 86_400_000)
        run_id = scope.id("run", DELETED, place)
        columns: dict[str, object] = {
            "build_id": DELETED,
            "start_time": start,
            "id": run_id,
            "status": "passed",
            "investigation_status": "not_investigated",
            "build_job_url": f"{JENKINS}/job/enterprise-2024.2/job/longevity/job/longevity-deleted-test/{place + 1}/",
        }
        if place:  # the oldest one does not even know its release, nor does it end
            columns |= {
                "release_id": release_id("enterprise-2024.2"),
                "group_id": group_id("enterprise-2024.2", "longevity"),
                "test_id": name_id("test", DELETED),
                "end_time": start + timedelta(hours=2),
                "heartbeat": int((start - EPOCH).total_seconds()) + 7200,
            }
        yield "sct_test_run", columns
