"""A real node: started, killed, started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster

from argus_core.devdb import DevDatabase, Status
from argus_core.devdb.cql import run_statements
from argus_core.devdb.errors import (
    DevDatabaseError,
    DownloadFailed,
    NodeFailed,
    NoUsableJava,
    StorageFull,
    StorageUnwritable,
)
from argus_core.devdb.process import load_record

Crash = Callable[[], None]
NOTHING = Status(running=False, host=None, port=None, pid=None, version=None, heap=None)


def starter(database: DevDatabase) -> subprocess.Popen[bytes]:
    """Another process that starts the same database."""
    environment = {**os.environ, "ARGUS_STATE_DIR": str(database.folder.root.parent)}
    return subprocess.Popen(
        [sys.executable, "-m", "argus_core.devdb", "start", "--heap", "256m"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def query(status: Status, *statements: str) -> list[tuple[object, ...]]:
    assert status.host is not None
    assert status.port is not None
    return [row for answer in run_statements(list(statements), status.host, status.port, None) for row in answer.rows]


def take_port(stranger: socket.socket, port: int) -> None:
    """Listen there as soon as the killed node has let go of it, which takes some milliseconds."""
    stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + 10
    while True:
        try:
            stranger.bind(("127.0.0.1", port))
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        else:
            stranger.listen()
            return


def test_starts_at_the_same_time_give_one_node(database: DevDatabase, crash: Crash) -> None:
    crash()
    with starter(database) as first, starter(database) as second:
        assert (first.wait(), second.wait()) == (0, 0)
    status = database.status()
    assert status.running
    assert (status.host, status.version, status.heap) == ("127.0.0.1", "5.0.8", "256m")
    marked = [process for process in psutil.process_iter() if _is_node(process, database)]
    assert [process.pid for process in marked] == [status.pid]
    assert database.start() == status


def _is_node(process: psutil.Process, database: DevDatabase) -> bool:
    try:
        return f"-Dargus.devdb={database.folder.root}" in process.cmdline()
    except psutil.Error:
        return False


def test_any_credentials_are_accepted(database: DevDatabase) -> None:
    port = database.start().port
    assert port is not None
    cluster = Cluster(["127.0.0.1"], port, auth_provider=PlainTextAuthProvider("any", "body"), protocol_version=4)
    try:
        session = cluster.connect()
        assert session.execute("SELECT release_version FROM system.local").one()[0] == "5.0.8"
    finally:
        cluster.shutdown()


def test_a_killed_node_comes_back_with_its_data_though_pid_and_port_went_to_others(
    database: DevDatabase, crash: Crash, foreign_process: subprocess.Popen[bytes]
) -> None:
    status = database.start()
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    query(
        status,
        f"CREATE KEYSPACE IF NOT EXISTS kept WITH replication = {replication}",
        "CREATE TABLE IF NOT EXISTS kept.rows (id int PRIMARY KEY, text text)",
        "INSERT INTO kept.rows (id, text) VALUES (1, 'still here')",
    )
    time.sleep(0.5)  # the commit log is marked ten times a second: what came later is lost in a crash
    crash()
    assert database.status() == NOTHING
    remembered = load_record(database.folder.record)
    assert remembered is not None
    with socket.socket() as stranger:
        take_port(stranger, remembered.port)
        replace(remembered, pid=foreign_process.pid).save(database.folder.record)
        assert database.status() == NOTHING
        again = database.start()
    assert foreign_process.poll() is None
    assert again.running
    assert again.port != status.port
    assert query(again, "SELECT text FROM kept.rows WHERE id = 1") == [("still here",)]


def test_the_node_of_a_starter_that_was_killed_is_waited_for(database: DevDatabase, crash: Crash) -> None:
    crash()
    before = load_record(database.folder.record)
    with starter(database) as doomed:
        while (status := database.status()).pid is None:
            time.sleep(0.01)
        os.kill(doomed.pid, signal.SIGKILL)
    assert not status.running
    assert load_record(database.folder.record) != before or before is None
    told: list[float | None] = []
    ready = database.start(lambda _message, fraction: told.append(fraction))
    assert ready.running
    assert ready.pid == status.pid
    assert told[-1] == 1.0


def test_stop_flushes_and_wipe_leaves_nothing(database: DevDatabase) -> None:
    database.start()
    database.stop()
    assert database.status() == NOTHING
    assert "Cassandra shutdown complete" in database.folder.system_log.read_text()
    database.stop()
    database.wipe()
    assert list(database.folder.root.iterdir()) == [database.folder.lock]


def test_a_node_that_exits_while_it_starts_tells_why(tmp_path: Path) -> None:
    database = DevDatabase(tmp_path, heap="256m")
    (database.folder.data / "commitlog").parent.mkdir(parents=True)
    (database.folder.data / "commitlog").write_text("a file where a folder is needed")
    with pytest.raises(NodeFailed, match=r"exited while it was starting: .*commitlog.*\nThe log is .*system\.log"):
        database.start()
    assert database.status() == NOTHING


def test_a_full_disk_is_told_and_starts_no_node(tmp_path: Path) -> None:
    database = DevDatabase(tmp_path, heap="256m")
    database.folder.prepare()
    (database.folder.conf / "cassandra.yaml").symlink_to("/dev/full")
    with pytest.raises(StorageFull, match="No space is left"):
        database.start()
    assert database.status() == NOTHING


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = DevDatabase(tmp_path / "file" / "state")
    for action in (database.start, database.stop, database.wipe):
        with pytest.raises(StorageUnwritable, match="file/state"):
            action()
    assert database.status() == NOTHING


def test_an_unsupported_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{java.parent}:/bin")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    database = DevDatabase(tmp_path / "state", heap="256m")
    database.bundled_java = None
    with pytest.raises(NoUsableJava, match="is version 8"):
        database.start()
    assert database.status() == NOTHING


def test_the_first_use_without_a_network_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGUS_MAVEN_REPOSITORY", "http://127.0.0.1:9")
    database = DevDatabase(tmp_path / "state", cache_dir=tmp_path / "cache", heap="256m")
    with pytest.raises(DownloadFailed, match="could not be fetched"):
        database.start()
    assert database.status() == NOTHING


def test_a_damaged_record_does_not_hide_the_folder(tmp_path: Path) -> None:
    database = DevDatabase(tmp_path)
    database.folder.prepare()
    database.folder.record.write_text(json.dumps({"pid": "what"}))
    assert database.status() == NOTHING


def test_each_cause_has_its_own_exit_code() -> None:
    causes = DevDatabaseError.__subclasses__()
    codes = {cause.exit_code for cause in causes} | {DevDatabaseError.exit_code}
    assert len(codes) == len(causes) + 1
    assert not codes & {0, 2}
