"""Figures of several worker processes, merged from files. The library looks at the environment when it is imported, so
each part of these tests is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parse

from argus_core.observability.exposition import prepare_multiprocess_dir

WORKER = """
from argus_core.observability.metrics import RequestMetrics
from argus_core.observability.request import RequestRecord
metrics = RequestMetrics()
metrics.announce()
record = RequestRecord({"client": ("10.0.0.7", 1)}, "r-1", "api.version")
for _ in range(3):
    metrics.count_request("GET", record, 200, 0.1)
    metrics.count_client("GET", record, 200, {}, known_caller=True)
"""
SCRAPE = """
import sys
from argus_core.observability.metrics import RequestMetrics
body, content_type = RequestMetrics().exposition(None, sys.argv[1:])
sys.stdout.write(content_type + chr(10) + body.decode())
"""
DEAD = """
import sys
from argus_core.observability.exposition import mark_worker_dead
mark_worker_dead(int(sys.argv[1]))
"""


def run(folder: Path, program: str, *arguments: str) -> str:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of two workers that have ended."""
    made = tmp_path_factory.mktemp("figures")
    run(made, WORKER)
    run(made, WORKER)
    return made


def test_workers_are_merged(folder: Path) -> None:
    content_type, _, body = run(folder, SCRAPE).partition("\n")
    assert content_type == "text/plain; version=0.0.4; charset=utf-8"
    samples = {sample.name: sample for family in parse(body) for sample in family.samples}
    assert samples["http_request_total"].value == 6
    assert samples["http_request_total"].labels == {"method": "GET", "status": "200"}
    assert samples["http_request_duration_seconds_count"].value == 6
    assert samples["http_request_by_ip_total"].labels == {"ip": "10.0.0.7", "endpoint": "api.version"}
    assert samples["exporter_info"].value == 1
    assert set(samples["exporter_info"].labels) == {"version"}
    assert not [name for name in samples if name.startswith(("process_", "python_")) or name.endswith("_created")]


def test_names_restrict_the_output(folder: Path) -> None:
    body = run(folder, SCRAPE, "http_request_by_endpoint_total").partition("\n")[2]
    assert {sample.name for family in parse(body) for sample in family.samples} == {"http_request_by_endpoint_total"}


def test_a_dead_worker_keeps_its_counts(folder: Path) -> None:
    live = folder / "gauge_livesum_4711.db"
    live.write_bytes(next(folder.glob("gauge_max_*.db")).read_bytes())
    run(folder, DEAD, "4711")
    assert not live.exists()
    assert 'http_request_total{method="GET",status="200"} 6.0' in run(folder, SCRAPE)


def test_the_directory_is_made_and_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run" / "figures"
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))
    prepare_multiprocess_dir()
    for name in ("counter_1.db", "histogram_22.db", "gauge_max_3.db", "runs.db", "notes.txt"):
        (folder / name).touch()
    prepare_multiprocess_dir()
    assert {file.name for file in folder.iterdir()} == {"runs.db", "notes.txt"}


def test_nothing_happens_with_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "counter_1.db").touch()
    prepare_multiprocess_dir()
    assert [file.name for file in tmp_path.iterdir()] == ["counter_1.db"]
