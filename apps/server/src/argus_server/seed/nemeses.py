"""Disruptions of SCT runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from argus_core.plugins.sct.nemesis.types import NodeDescription
from argus_core.runs.status import TestStatus
from argus_server.seed.machines import db_nodes
from argus_server.seed.runs import DemoRun, epoch
from argus_server.seed.scope import Scope, TableRow

NAMES = (
    "disrupt_stop_wait_start_scylla_server",
    "disrupt_kill_scylla",
    "disrupt_nodetool_decommission",
    "disrupt_terminate_and_replace_node",
    "disrupt_destroy_data_then_repair",
    "disrupt_grow_shrink_cluster",
    "disrupt_hot_reloading_internode_certificate",
    "disrupt_toggle_table_ics",
    "disrupt_network_random_interruptions",
    "disrupt_abort_repair",
    "disrupt_add_remove_dc",
    "disrupt_mgmt_backup",
)
OUTCOMES = {"succeeded": 72, "failed": 18, "skipped": 10}
TRACE = """Traceback (most recent call last):
  File "/home/ubuntu/scylla-cluster-tests/sdcm/nemesis/__init__.py", line 5121, in wrapper
    result = method(*args[1:], **kwargs)
  File "/home/ubuntu/scylla-cluster-tests/sdcm/nemesis/__init__.py", line {line}, in {name}
    self.target_node.run_nodetool("{command}", timeout=HOUR_IN_SEC * 48)
sdcm.exceptions.NodeNotReady: {node} is not ready: <UN> expected, got <DN>
"""


@dataclass(frozen=True, slots=True)
class Nemesis:
    """One disruption; start and end in seconds since 1970, end 0: it goes on."""

    name: str
    node: NodeDescription
    status: str
    start: int
    end: int
    trace: str


def build_nemeses(scope: Scope, runs: Sequence[DemoRun]) -> dict[UUID, list[Nemesis]]:
    """The disruptions of each run, the earliest first; none for every third run."""
    return {run.id: _nemeses_of(scope, run) for run in runs}


def _nemeses_of(scope: Scope, run: DemoRun) -> list[Nemesis]:
    draw = scope.draw("nemeses", run.id)
    nodes = db_nodes(run)
    if len(nodes) == 1 or run.status is TestStatus.CREATED or draw.chance(0.3):
        return []
    count = int(draw.skewed(8, spread=0.6, low=3, high=30))
    first, last = epoch(run.at(0.1)), epoch(run.at(0.95))
    slot = (last - first) // count
    found = []
    for place in range(count):
        start = first + slot * place + draw.randrange(max(1, slot // 3))
        end = start + max(1, int(slot * draw.uniform(0.2, 0.6)))
        status, name, node = draw.weighted(OUTCOMES), draw.choice(NAMES), draw.choice(nodes)
        trace = ""
        if status == "failed":
            trace = TRACE.format(line=draw.randrange(400, 5000), name=name, command=name[8:20], node=node.name)
        elif status == "skipped":
            trace = "Disabled due to https://github.com/scylladb/scylladb/issues/1234"
        goes_on = not run.finished and place == count - 1
        found.append(Nemesis(name, node, "running" if goes_on else status, start, 0 if goes_on else end, trace))
    return found


def nemesis_stats(nemeses: Sequence[Nemesis]) -> dict[str, int] | None:
    """What a run's row counts: all, and those that ended, by status."""
    if not nemeses:
        return None
    ended = Counter(nemesis.status for nemesis in nemeses if nemesis.status != "running")
    return {"total": len(nemeses)} | dict(sorted(ended.items()))


def nemesis_rows(nemeses: Mapping[UUID, Sequence[Nemesis]]) -> Iterator[TableRow]:
    """Rows of disruptions."""
    for run_id, of_run in nemeses.items():
        for nemesis in of_run:
            yield (
                "sct_nemesis",
                {
                    "run_id": run_id,
                    "start_time": nemesis.start,
                    "class_name": "SisyphusMonkey",
                    "name": nemesis.name,
                    "duration": nemesis.end - nemesis.start if nemesis.end else 0,
                    "target_node": nemesis.node,
                    "status": nemesis.status,
                    "end_time": nemesis.end,
                    "stack_trace": nemesis.trace,
                },
            )
