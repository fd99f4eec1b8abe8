"""What events say, by severity: types and templates."""

from __future__ import annotations

_STARTED = "type=NODE_BOOT regex=Starting listening for CQL clients line_number={line} node={node}"
_LARGE = """\
type=WARNING regex=WARN line_number={line} node={node}
large_data - Writing large partition keyspace1/standard1: größer than 1000 MB"""
_RAFT = """\
type=RUNTIME_ERROR regex=std::runtime_error line_number={line} node={node}
[shard {shard}] raft_topology - topology change coordinator fiber got error std::runtime_error
(raft topology: exec_global_command(barrier) failed with seastar::rpc::closed_error (connection is closed))"""
_UNAVAILABLE = """\
type=ConsistencyError regex=Cannot achieve consistency level line_number={line} node={node}
com.datastax.driver.core.exceptions.UnavailableException: Not enough replicas available for query at consistency
QUORUM (2 required but only 1 alive)"""
_STALL = """\
type=BACKTRACE regex=backtrace line_number={line} node={node}
Reactor stalled for 312 ms on shard {shard}. Backtrace: 0x5e1f8b2 0x5e1eb60 0x5e1fd10 0x7f2 <unknown>"""
_NEMESIS = """\
nemesis_name={nemesis} target_node={node} errors=['NodeNotReady']
sdcm.exceptions.NodeNotReady: {node} is not ready"""
_FRAMEWORK = """\
source=LongevityTest.test_custom_time()
exception=Stress command failed: 3 of 4 threads ended before time"""
_CORE = """\
node=Node {node} [203.0.113.31 | 10.4.1.12]
corefile_url=https://storage.example/upload.scylladb.com/core.scylla.{line}.gz
backtrace=
  #0 0x00007f2 raise (libc.so.6)"""

TEMPLATES = {
    "NORMAL": (
        ("InfoEvent", "message=TEST_START"),
        ("DatabaseLogEvent", _STARTED),
        ("CompactionEvent", "type=compaction node={node} shard={shard} keyspace=keyspace1 table=standard1"),
        ("ClusterHealthValidatorEvent", "type=MonitoringReport message=Cluster is healthy, {node} sees 6 nodes as UN"),
        ("DisruptionEvent", "nemesis_name={nemesis} target_node={node} status=started"),
        ("CassandraStressEvent", "node={node} stress_cmd=cassandra-stress mixed cl=QUORUM duration=180m"),
    ),
    "DEBUG": (("NodetoolEvent", "type=status subcommand=status node={node} duration={line}ms"),),
    "WARNING": (
        ("DatabaseLogEvent", _LARGE),
        ("PrometheusAlertManagerEvent", "alert_name=restart node={node} start={time} description=Node restarted"),
        ("SpotTerminationEvent", "node={node} message={{'action': 'terminate', 'time': '{time}'}}"),
    ),
    "ERROR": (
        ("DatabaseLogEvent", _RAFT),
        ("CassandraStressLogEvent", _UNAVAILABLE),
        ("DatabaseLogEvent", _STALL),
        ("DisruptionEvent", _NEMESIS),
    ),
    "CRITICAL": (
        ("TestFrameworkEvent", _FRAMEWORK),
        ("CoreDumpEvent", _CORE),
        ("ThreadFailedEvent", "message=Timeout while waiting for {node} ❌ «ждали 7200 с»"),
    ),
}
