"""Rows of SCT runs and of what came with them: configurations and JUnit reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.sax.saxutils import quoteattr

from argus_core.plugins.sct.types import PackageVersion
from argus_core.runs.status import TestStatus
from argus_server.seed.machines import cloud_of, image_of, regions_of, runner_of, setup_of
from argus_server.seed.nemeses import Nemesis, nemesis_stats
from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import Draw, Scope, TableRow

STORAGE = "https://cloudius-jenkins-test.s3.example"
LOGS = ("db-cluster", "sct-runner-events", "loader-set", "monitor-set", "kernel-logs")
STARTERS = ("jenkins", "timtimb0t", "maria", None, "")


def packages_of(run: DemoRun) -> list[PackageVersion]:
    """Packages that the run installed; none when it broke off before it knew its version."""
    if not run.version_text:
        return []
    version, built = run.version, f"{run.version.built - timedelta(days=90):%Y%m%d}"
    server = PackageVersion(
        name="scylla-server",
        version=version.text,
        date=version.date,
        revision_id=version.revision,
        build_id=version.build_id,
    )
    archive = f"https://downloads.example/unstable/{version.full}.tar.gz"
    found = [
        PackageVersion(name="kernel", version="6.8.0-1027-aws", date="", revision_id=""),
        PackageVersion(name="java-driver", version="3.11.5.6", date=built, revision_id=""),
        PackageVersion(name="scylla-manager-server", version="3.4.2", date=built, revision_id=version.build_id[:9]),
        PackageVersion(name="cassandra-stress", version="3.17.5", date=built, revision_id="", build_id=""),
        PackageVersion(name="relocatable_pkg", version=archive, date="", revision_id=""),
    ]
    if run.test.group.name != "rolling-upgrade":
        return [server, *found]
    base = PackageVersion(name="scylla-server", version="2024.2.5", date="20250211", revision_id="8f3e1c09a7bd")
    upgraded = (replace(server, name=f"scylla-server-{part}") for part in ("upgraded", "upgrade-target"))
    return [base, *found, *upgraded]


def sct_run_rows(
    scope: Scope, runs: Sequence[DemoRun], nemeses: Mapping[UUID, Sequence[Nemesis]]
) -> Iterator[TableRow]:
    """Rows of runs."""
    for run in runs:
        draw = scope.draw("sct run", run.id)
        columns = run.columns() | _columns(run, draw)
        if run.status is not TestStatus.CREATED:
            columns |= {"packages": packages_of(run), "nemesis_stats": nemesis_stats(nemeses[run.id])}
            columns |= _after_the_end(run) if run.finished else {}
            columns |= _gemini(run, draw) if run.test.group.subtype == "gemini" else {}
        yield "sct_test_run", columns


def _columns(run: DemoRun, draw: Draw) -> dict[str, object]:
    version = run.version_text or None
    return {
        "test_name": run.test.name,
        "stress_duration": 180.0 if draw.chance(0.2) else None,
        "scm_revision_id": draw.digits(40),
        "branch_name": f"branch-{version[:6]}" if version else "master",
        "origin_url": "https://github.com/scylladb/scylla-cluster-tests",
        "started_by": draw.choice(STARTERS),
        "config_files": [f"test-cases/{run.test.group.name}/{run.test.name}.yaml", "configurations/raft/größe.yaml"],
        "version_source": "scylla-server-upgrade-target" if run.test.group.name == "rolling-upgrade" else None,
        "sct_runner_host": runner_of(run),
        "region_name": regions_of(run),
        "cloud_setup": setup_of(run),
        "test_method": test_method(run),
    }


def test_method(run: DemoRun) -> str:
    """The method of the test framework that ran."""
    if run.test.measures:
        return "performance_regression_test.PerformanceRegressionTest.test_latency"
    return "longevity_test.LongevityTest.test_custom_time"


def _after_the_end(run: DemoRun) -> dict[str, object]:
    folder = f"{STORAGE}/{run.id}/{run.end:%Y%m%d_%H%M%S}"
    shots = [f"{folder}/grafana-screenshot-overview-{run.end:%Y%m%d_%H%M%S}.png"] if run.place % 3 == 0 else []
    return {"logs": [(name, f"{folder}/{name}-{str(run.id)[:8]}.tar.zst") for name in LOGS], "screenshots": shots}


def _gemini(run: DemoRun, draw: Draw) -> dict[str, object]:
    failed = run.status is TestStatus.FAILED
    return {
        "subtest_name": "gemini",
        "oracle_nodes_count": 1,
        "oracle_node_ami_id": "ami-0c9a1e5d7b3f2a468",
        "oracle_node_instance_type": "i4i.8xlarge",
        "oracle_node_scylla_version": "2024.1.12",
        "gemini_command": "gemini --duration 3h --warmup 30m -c 50 -m mixed -f --non-interactive --cql-features normal",
        "gemini_version": "1.9.2",
        "gemini_status": "FAILED" if failed else "PASSED",
        "gemini_seed": str(draw.randrange(1, 100)),
        "gemini_write_ops": draw.randrange(100_000, 9_000_000),
        "gemini_write_errors": draw.randrange(1, 9) if failed else 0,
        "gemini_read_ops": draw.randrange(100_000, 9_000_000),
        "gemini_read_errors": 0,
    }


# ---- configurations --------------------------------------------------------------------------------------------------
def configuration_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Configurations as they were submitted; for every tenth run also the way from a setting to its runs."""
    for place, run in enumerate(runs):
        config = _configuration(run)
        yield "run_configuration", {"run_id": run.id, "name": "sct_config", "content": json.dumps(config)}
        yield "run_configuration", {"run_id": run.id, "name": "scylla_yaml", "content": SCYLLA_YAML}
        if place % 10 == 0:
            for path, value in _flat("sct_config", config):
                yield "run_config_param", {"name": path, "value": value, "run_id": str(run.id)}


SCYLLA_YAML = """\
cluster_name: 'größe & «тест»'
num_tokens: 256
endpoint_snitch: org.apache.cassandra.locator.Ec2Snitch
enable_tablets: true
experimental_features: [udf, alternator-streams]
"""


def _configuration(run: DemoRun) -> dict[str, Any]:
    cloud = cloud_of(run)
    return {
        "cluster_backend": cloud.backend,
        "region_name": " ".join(regions_of(run)),
        "instance_type_db": cloud.db_type,
        "instance_type_loader": cloud.loader_type,
        "ami_id_db_scylla": image_of(run),
        "n_db_nodes": 6,
        "n_loaders": 2,
        "n_monitor_nodes": 1,
        "nemesis_class_name": "SisyphusMonkey",
        "nemesis_interval": 30,
        "nemesis_seed": run.place + 100,
        "nemesis_during_prepare": False,
        "user_prefix": run.test.name[:24],
        "use_preinstalled_scylla": True,
        "email_recipients": [],
        "stress_cmd": ["cassandra-stress mixed cl=QUORUM duration=180m"] * 2,
        "append_scylla_yaml": {"enable_tablets": True, "murmur3_partitioner_ignore_msb_bits": 15},
        "post_behavior_db_nodes": "keep-on-failure",
        "test_duration": 300,
        "space_node_threshold": None,
        "logs_transport": "vector",
        "comment": "",
    }


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Dotted paths and texts of all scalars."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(f"{path}.{place}", inner)
    else:
        yield path, str(value)


def junit_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """JUnit reports of some finished runs. The column `test_id` holds the id of the run."""
    for run in runs:
        draw = scope.draw("junit", run.id)
        if run.finished and draw.chance(0.1):
            yield "sctjunit_reports", {"test_id": run.id, "file_name": "junit-größe.xml", "report": _report(run, draw)}


def _report(run: DemoRun, draw: Draw) -> str:
    cases = []
    for number in range(draw.randrange(4, 20)):
        name = quoteattr(f"test_{number} <{'a & b' if number % 3 else 'ü'}>")
        failure = '<failure message="assert 1 == 2" type="AssertionError"/>' if run.bad and number == 2 else ""
        cases.append(
            f'<testcase classname="artifacts_test" name={name} time="{draw.uniform(0, 30):.3f}">{failure}</testcase>'
        )
    suite = (
        f'<testsuite name="pytest" tests="{len(cases)}" failures="{int(run.bad)}" errors="0" skipped="0" time="97.2">'
    )
    return f'<?xml version="1.0" encoding="utf-8"?><testsuites>{suite}{"".join(cases)}</testsuite></testsuites>'
