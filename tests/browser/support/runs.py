"""Runs of every type with something in every part of their pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import uuid4

from argus_core.testing.world import Account, Job
from support.argus import Argus

SCT = "scylla-cluster-tests"
DRIVERS = "driver-matrix-tests"
SIRENADA = "sirenada"
GENERIC = "generic"
RUN_TYPES = (SCT, DRIVERS, SIRENADA, GENERIC)
START = 1_760_000_000
"""When the runs began, in seconds since 1970."""
COMMENT = "**Bold** words, `code` and a [link](https://example.com/), seen by @somebody\n\n- one\n- two"


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands in fields that anybody can fill: by default what one expects there."""

    text: Callable[[str], str] = lambda usual: usual
    link: Callable[[str], str] = lambda usual: usual


PLAIN = Texts()


@dataclass(frozen=True, slots=True)
class Run:
    """A run."""

    id: str
    type: str
    job: Job

    @property
    def path(self) -> str:
        """Address of its page."""
        return f"/tests/{self.type}/{self.id}"


def submit(argus: Argus, ci: Account, run_type: str, job: Job, texts: Texts = PLAIN, number: int = 7) -> Run:
    """A run with everything that clients of its type send, and a comment."""
    run = Run(str(uuid4()), run_type, job)
    FILL[run_type](argus, ci, run, texts, texts.link(f"https://ci.example.com/job/{job.build_id}/{number}/"))
    if run_type in (SCT, GENERIC):  # the others have none
        argus.post(ci, f"/client/testrun/{run_type}/{run.id}/logs/submit", {"logs": _logs(texts)})
    written = {"message": texts.text(COMMENT), "mentions": [], "reactions": {}}
    argus.post(ci, f"/test/{job.test_id}/run/{run.id}/comments/submit", written)
    return run


def _logs(texts: Texts) -> list[dict[str, str]]:
    link = texts.link("https://logs.example.com/db-cluster.tar.zst")
    return [{"log_name": texts.text("db-cluster.tar.zst"), "log_link": link}]


def _base64(content: str) -> str:
    return base64.b64encode(content.encode()).decode()


# ---- SCT -------------------------------------------------------------------------------------------------------------
def _sct(argus: Argus, ci: Account, run: Run, texts: Texts, url: str) -> None:
    t = texts.text
    config = {
        "cluster_backend": "aws",
        "region_name": "eu-west-1",
        "test_method": "longevity_test.LongevityTest.test_custom_time",
        "config_files": [t("test-cases/longevity-10gb.yaml")],
        "ami_id_db_scylla": t("ami-0db"),
        "instance_type_db": t("i4i.large"),
        "n_db_nodes": "3",
    }
    body = {
        "run_id": run.id,
        "job_name": run.job.build_id,
        "job_url": url,
        "started_by": t("jenkins"),
        "commit_id": t("6a7b8c9d"),
        "origin_url": texts.link("https://github.com/example/sct.git"),
        "branch_name": t("branch-2024.2"),
        "sct_config": config,
    }
    argus.post(ci, f"/client/testrun/{SCT}/submit", body)
    told = f"/client/testrun/{SCT}/{run.id}"
    argus.post(ci, f"{told}/set_status", {"new_status": "running"})
    argus.post(ci, f"{told}/update_product_version", {"product_version": t("2024.2.1-20240925.a1b2c3d4")})
    for path, content in _sct_parts(texts):
        argus.post(ci, f"/client/sct/{run.id}/{path}", content)
    argus.post(ci, f"/client/{run.id}/config/submit", _configuration(texts))
    # A value beyond its limit is stored, and the client is told.
    argus.post(ci, f"{told}/submit_results", _results(run, texts), fails_with="DataValidationError")
    argus.post(ci, f"{told}/finalize", {})
    argus.post(ci, f"{told}/set_status", {"new_status": "failed"})


def _sct_parts(texts: Texts) -> list[tuple[str, dict[str, Any]]]:
    t = texts.text
    names = ("name", "version", "date", "revision_id", "build_id")
    package = dict(zip(names, map(t, ("scylla-server", "2024.2.1", "20240925", "a1b2c3d4", "0123abcd")), strict=True))
    machine = {
        "provider": t("aws"),
        "instance_type": t("i4i.large"),
        "region": t("eu-west-1"),
        "dc_name": t("dc1"),
        "rack_name": t("rack1"),
        "public_ip": t("203.0.113.1"),
        "private_ip": t("10.0.0.1"),
        "shards_amount": 14,
    }
    node = {"name": "db-node-1", "resource_type": t("scylla-node"), "instance_details": machine}
    disruption = {
        "name": t("disrupt_stop_start"),
        "class_name": t("StopStartMonkey"),
        "start_time": START + 60,
        "node_name": t("db-node-1"),
        "node_ip": t("10.0.0.1"),
        "node_shards": 14,
    }
    ended = {"name": "any", "start_time": START + 60, "status": "failed", "message": t("Traceback: no quorum")}
    gemini = {
        "oracle_nodes_count": 1,
        "oracle_node_ami_id": t("ami-0oracle"),
        "oracle_node_instance_type": t("i4i.large"),
        "oracle_node_scylla_version": t("6.0.1"),
        "gemini_command": t("gemini --duration 3h"),
        "gemini_version": t("1.8.6"),
        "gemini_status": t("FAILED"),
        "gemini_seed": t("42"),
        "gemini_write_ops": 10,
        "gemini_write_errors": 1,
        "gemini_read_ops": 10,
        "gemini_read_errors": 0,
    }
    figures = {
        "test_name": t("write"),
        "stress_cmd": t("cassandra-stress write"),
        "perf_op_rate_average": 1000,
        "perf_op_rate_total": 3000,
        "perf_avg_latency_99th": 2.5,
        "perf_avg_latency_mean": 1.2,
        "perf_total_errors": 0,
    }
    suite = f'<testsuite name="{escape(t("longevity"))}" tests="1"><testcase name="a"/></testsuite>'
    stress = {"cmd": t("cassandra-stress write n=10"), "loader_name": t("loader-1"), "log_name": t("stress.log")}
    runner = {"public_ip": t("203.0.113.7"), "private_ip": t("10.0.0.7"), "region": t("eu-west-1"), "backend": t("aws")}
    return [
        ("sct_runner/set", runner),
        ("packages/submit", {"packages": [package]}),
        ("screenshots/submit", {"screenshot_links": [texts.link("https://logs.example.com/overview.png")]}),
        ("resource/create", {"resource": node}),
        ("resource/db-node-1/terminate", {"reason": t("end of test")}),
        ("nemesis/submit", {"nemesis": disruption}),
        ("nemesis/finalize", {"nemesis": ended}),
        ("event/submit", {"data": [_event(severity, place, texts) for place, severity in enumerate(SEVERITIES)]}),
        ("stress_cmd/submit", stress),
        ("junit/submit", {"file_name": t("report.xml"), "content": _base64(f"<testsuites>{suite}</testsuites>")}),
        ("gemini/submit", {"gemini_data": gemini}),
        ("performance/submit", {"performance_results": figures}),
    ]


SEVERITIES = ("CRITICAL", "ERROR", "WARNING", "NORMAL", "DEBUG")


def _event(severity: str, place: int, texts: Texts) -> dict[str, Any]:
    t = texts.text
    return {
        "severity": severity,
        "ts": START + 70 + place,
        "message": t(f"2025-10-09 08:54:30.000: (DatabaseLogEvent Severity.{severity}): reactor stalled for 312 ms"),
        "event_type": t("DatabaseLogEvent"),
        "nemesis_name": t("disrupt_stop_start"),
        "node": t("db-node-1"),
        "target_node": t("db-node-1"),
        "nemesis_status": t("running"),
        "known_issue": texts.link("https://github.com/scylladb/scylladb/issues/20413"),
    }


def _configuration(texts: Texts) -> dict[str, Any]:
    settings = {"cluster_backend": texts.text("aws"), texts.text("n_db_nodes"): 3}
    return {"name": texts.text("longevity.json"), "content": _base64(json.dumps(settings))}


def _results(run: Run, texts: Texts) -> dict[str, Any]:
    t = texts.text
    row, column = t("Cycle #1"), t("P99")
    columns = [
        {"name": column, "unit": t("ms"), "type": "FLOAT", "higher_is_better": False},
        {"name": "overview", "unit": "", "type": "TEXT", "higher_is_better": None},
    ]
    meta = {
        "name": t("write - latencies"),
        "description": t("P99 by cycle"),
        "sut_package_name": "",
        "columns_meta": columns,
        "rows_meta": [row],
        "validation_rules": {column: {"best_pct": 50, "best_abs": None, "fixed_limit": 5}},
    }
    cells = [
        {"column": column, "row": row, "status": "UNSET", "value": 7.5},
        {"column": "overview", "row": row, "status": "UNSET", "value_text": texts.link("https://example.com/graph")},
    ]
    return {"run_id": run.id, "meta": meta, "sut_timestamp": START, "results": cells}


# ---- the others ------------------------------------------------------------------------------------------------------
def _drivers(argus: Argus, ci: Account, run: Run, texts: Texts, url: str) -> None:
    t = texts.text
    body = {"schema_version": "v2", "run_id": run.id, "job_name": run.job.build_id, "job_url": url}
    argus.post(ci, f"/client/testrun/{DRIVERS}/submit", body)
    xml = (
        '<testsuites><testsuite name="pytest" tests="2" failures="1" time="12.5" timestamp="2025-10-09T10:20:30">'
        f'<testcase classname="{escape(t("tests.A"))}" name="{escape(t("test_ok"))}" time="1"/>'
        f'<testcase classname="tests.A" name="test_fail" time="2"><failure message="{escape(t("1 is not 2"))}">'
        f"{escape(t('trace'))}</failure></testcase></testsuite></testsuites>"
    )
    of = {"run_id": run.id, "driver_type": "python"}
    # The name of a driver has a form that is checked; the server refuses others.
    passed = of | {"driver_name": "pytest.scylla.v3.3.26.9", "raw_xml": _base64(xml)}
    argus.post(ci, "/client/driver_matrix/result/submit", passed)
    failed = of | {"driver_name": "TEST-datastax-2.16.2", "driver_type": "cpp", "failure_reason": t("it did not build")}
    argus.post(ci, "/client/driver_matrix/result/fail", failed)
    environment = f"scylla-version: 2024.2.0-0.20240601.abcdef\nkernel: {t('6.8.0')}"
    argus.post(ci, "/client/driver_matrix/env/submit", {"run_id": run.id, "raw_env": environment})


def _sirenada(argus: Argus, ci: Account, run: Run, texts: Texts, url: str) -> None:
    t = texts.text
    names = (
        ("class_name", "TestLogin"),
        ("file_name", "test_login.py"),
        ("test_name", "test_button"),
        ("browser_type", "firefox"),
        ("cluster_type", "aws"),
        ("message", "there is no button"),
        ("stack_trace", "line 1\nline 2"),
        ("s3_folder_id", "folder-1"),
        ("requests_file", "requests.json"),
        ("screenshot_file", "shot.png"),
        ("sirenada_test_id", "sid-1"),
        ("sirenada_user", "user@example.com"),
        ("sirenada_password", "a password"),
    )
    result = {name: t(usual) for name, usual in names} | {"status": "failed", "duration": 12.5}
    of = {"run_id": run.id, "build_id": run.job.build_id, "build_job_url": url, "region": t("us-east-1")}
    argus.post(ci, f"/client/testrun/{SIRENADA}/submit", of | {"results": [result]})


def _generic(argus: Argus, ci: Account, run: Run, texts: Texts, url: str) -> None:
    t = texts.text
    of = {"run_id": run.id, "build_id": run.job.build_id, "build_url": url, "started_by": t("ci"), "sub_type": "pytest"}
    argus.post(ci, f"/client/testrun/{GENERIC}/submit", of | {"scylla_version": "2024.3.0~dev-0.20240924.abcdef12"})
    for place, status in enumerate(("passed", "failure", "skipped")):
        result = {
            "name": t("alpha_test.py::TestX::test_y") + str(place),
            "timestamp": START + place,
            "session_timestamp": START,
            "test_type": t("dtest"),
            "run_id": run.id,
            "status": status,
            "duration": 1.25,
            "markers": [t("slow")],
            "message": t("assert 1 == 2"),
            "user_fields": {t("SCYLLA_MODE"): t("release")},
        }
        argus.post(ci, "/client/testrun/pytest/result/submit", result)


FILL: dict[str, Callable[[Argus, Account, Run, Texts, str], None]] = {
    SCT: _sct,
    DRIVERS: _drivers,
    SIRENADA: _sirenada,
    GENERIC: _generic,
}
