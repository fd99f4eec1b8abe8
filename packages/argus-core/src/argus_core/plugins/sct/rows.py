"""Rows of SCT runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from argus_core.database.rows import Ascii, CountMap, Cql, Double, Float, Int, Text, TextList, TextPairs
from argus_core.runs.rows import RunRow


@dataclass(slots=True, kw_only=True)
class SctTestRun(RunRow, table="sct_test_run"):
    """An SCT run. Values of user-defined types are the driver's tuples with the fields of `types`.

    The last three lists have moved to tables of their own; their columns may be missing in a keyspace, and hold
    something for old runs only.
    """

    logs: TextPairs
    test_name: Text
    stress_duration: Float
    scm_revision_id: Text
    branch_name: Text
    origin_url: Text
    started_by: Text
    config_files: TextList
    packages: Annotated[list[Any], Cql("list<frozen<packageversion_v2>>")]
    version_source: Text
    yaml_test_duration: Int
    sct_runner_host: Annotated[Any, Cql("frozen<cloudinstancedetails_v3>")]
    region_name: TextList
    cloud_setup: Annotated[Any, Cql("frozen<cloudsetupdetails>")]
    nemesis_stats: CountMap
    screenshots: TextList
    subtest_name: Text
    oracle_nodes_count: Int
    oracle_node_ami_id: Text
    oracle_node_instance_type: Text
    oracle_node_scylla_version: Text
    gemini_command: Text
    gemini_version: Text
    gemini_status: Text
    gemini_seed: Text
    gemini_write_ops: Int
    gemini_write_errors: Int
    gemini_read_ops: Int
    gemini_read_errors: Int
    perf_op_rate_average: Double
    perf_op_rate_total: Double
    perf_avg_latency_99th: Double
    perf_avg_latency_mean: Double
    perf_total_errors: Double
    stress_cmd: Text
    histograms: Annotated[list[Any], Cql("list<frozen<map<text, frozen<performance_hdrhistogram>>>>")]
    test_method: Ascii
    allocated_resources: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    nemesis_data: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Old writers left empty lists out of the type.
        self.events = [summary._replace(last_events=summary.last_events or []) for summary in self.events]
