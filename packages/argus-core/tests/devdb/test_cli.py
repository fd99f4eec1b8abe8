"""The command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from argus_core.devdb import DevDatabase
from argus_core.devdb.cli import app

RUNNER = CliRunner()


@pytest.fixture
def running(database: DevDatabase, monkeypatch: pytest.MonkeyPatch) -> DevDatabase:
    """The shared node, found by the command line."""
    database.start()
    monkeypatch.setenv("ARGUS_STATE_DIR", str(database.folder.root.parent))
    return database


def test_status_of_nothing(own_folders: Path) -> None:
    result = RUNNER.invoke(app, ["status", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == dict.fromkeys(["host", "port", "pid", "version", "heap"]) | {"running": False}
    assert RUNNER.invoke(app, ["status"]).stdout == "Cassandra does not run.\n"
    assert not own_folders.exists()


def test_status_and_start_of_a_running_node(running: DevDatabase) -> None:
    status = running.status()
    result = RUNNER.invoke(app, ["status", "--json"])
    assert json.loads(result.stdout) == {
        "running": True,
        "host": "127.0.0.1",
        "port": status.port,
        "pid": status.pid,
        "version": "5.0.8",
        "heap": "256m",
    }
    sentence = f"Cassandra 5.0.8 runs on 127.0.0.1:{status.port} (process {status.pid}, heap 256m).\n"
    assert RUNNER.invoke(app, ["status"]).stdout == sentence
    assert RUNNER.invoke(app, ["start"]).stdout == sentence


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["start", "--heap", "20000g"], 13, "smaller heap"),
        (["start", "--heap", "much"], 19, "no usable heap size"),
        (["cql", "SELECT 1"], 16, "does not run"),
    ],
)
def test_errors_are_a_sentence_and_an_exit_code(own_folders: Path, arguments: list[str], code: int, text: str) -> None:
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == code
    assert text in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ARGUS_STATE_DIR", str(tmp_path / "file" / "state"))
    for command in ("start", "stop", "wipe"):
        result = RUNNER.invoke(app, [command])
        assert result.exit_code == 10
        assert "Cannot write in" in result.stderr


def test_a_damaged_folder_is_no_traceback(own_folders: Path) -> None:
    (own_folders / "devdb" / "lock").mkdir(parents=True)
    (own_folders / "devdb" / "node.json").write_bytes(b"\xff")
    result = RUNNER.invoke(app, ["status"])
    assert result.exit_code == 0
    result = RUNNER.invoke(app, ["cql"], input="SELECT 1")
    assert result.exit_code == 16
    result = RUNNER.invoke(app, ["start"])
    assert result.exit_code == 10
    assert "Traceback" not in result.output


def test_stop_and_wipe_of_nothing(own_folders: Path) -> None:
    assert RUNNER.invoke(app, ["stop"]).exit_code == 0
    assert RUNNER.invoke(app, ["wipe"]).exit_code == 0


def test_cql_prints_tables(running: DevDatabase) -> None:
    result = RUNNER.invoke(app, ["cql", "--keyspace", "system", "SELECT key, rpc_port, gossip_generation FROM local"])
    assert result.exit_code == 0, result.stderr
    assert "gossip_generation" in result.stdout
    assert f"│ local │ {running.status().port}" in result.stdout


def test_cql_reads_the_input(running: DevDatabase) -> None:
    text = "-- two statements;\nSELECT key FROM system.local;\nSELECT release_version FROM system.local;\n"
    result = RUNNER.invoke(app, ["cql"], input=text)
    assert result.exit_code == 0, result.stderr
    assert "local" in result.stdout
    assert "5.0.8" in result.stdout


def test_a_refused_statement(running: DevDatabase) -> None:
    result = RUNNER.invoke(app, ["cql", "SELECT [x] FROM system.local"])
    assert result.exit_code == 18
    assert "SELECT [x] FROM system.local" in result.stderr


def test_as_a_module(own_folders: Path) -> None:
    command = [sys.executable, "-m", "argus_core.devdb", "start", "--heap", "20000g"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 13
    assert "needs" in result.stderr
    assert "Traceback" not in result.stderr
