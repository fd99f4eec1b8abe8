"""Processes, ports and records."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from argus_core.devdb.process import NodeRecord, answers, choose_ports, find_node, load_record, spawn, terminate
from argus_core.devdb.settings import node_mark
from argus_core.devdb.storage import NodeFolder

STUBBORN = 'trap "" TERM; echo deaf; while :; do sleep 0.05; done'


@pytest.fixture
def folder(tmp_path: Path) -> NodeFolder:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    return folder


@pytest.fixture
def lookalike(folder: NodeFolder) -> Iterator[int]:
    """A process with the mark of a node, that does not listen to a polite request."""
    pid = spawn(["/bin/sh", "-c", STUBBORN, node_mark(folder)], folder.jvm_log)
    while "deaf" not in folder.jvm_log.read_text():
        time.sleep(0.01)
    yield pid
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def record(pid: int | None) -> NodeRecord:
    return NodeRecord(pid, 9042, 7000, "5.0.8", "512m")


def test_a_spawned_process_has_a_session_of_its_own(lookalike: int) -> None:
    assert os.getsid(lookalike) not in {os.getsid(0), lookalike}
    parent = psutil.Process(lookalike).ppid()
    assert parent != os.getpid()


def test_a_node_is_found_by_its_record_and_without(folder: NodeFolder, lookalike: int) -> None:
    for known in (record(lookalike), record(None), record(os.getpid()), None):
        found = find_node(known, folder)
        assert found is not None
        assert found.pid == lookalike


def test_a_foreign_process_with_the_number_of_the_node_is_none(
    folder: NodeFolder, foreign_process: subprocess.Popen[bytes]
) -> None:
    assert find_node(record(foreign_process.pid), folder) is None


def test_the_node_of_another_folder_is_none(tmp_path: Path, lookalike: int) -> None:
    assert find_node(record(lookalike), NodeFolder(tmp_path / "other")) is None


def test_what_does_not_end_politely_is_killed(folder: NodeFolder, lookalike: int) -> None:
    process = find_node(record(lookalike), folder)
    assert process is not None
    terminate(process, folder, patience=0.2)
    assert find_node(record(lookalike), folder) is None


def test_ending_what_has_ended_is_no_error(folder: NodeFolder, lookalike: int) -> None:
    process = psutil.Process(lookalike)
    process.send_signal(signal.SIGKILL)
    while find_node(record(lookalike), folder):
        time.sleep(0.01)
    terminate(process, folder)


def test_records_are_kept(folder: NodeFolder) -> None:
    record(17).save(folder.record)
    assert load_record(folder.record) == record(17)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"pid": 1', '{"pid": 1, "port": "x", "storage_port": 1, "version": "", "heap": ""}']
)
def test_a_damaged_record_is_none(folder: NodeFolder, text: str) -> None:
    folder.record.write_text(text)
    assert load_record(folder.record) is None


def test_remembered_ports_are_used_again() -> None:
    native, storage = choose_ports(None)
    assert native != storage
    assert choose_ports(NodeRecord(None, native, storage, "", "")) == (native, storage)


def test_a_taken_port_is_replaced() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        native, storage = choose_ports(NodeRecord(None, taken, taken, "", ""))
        assert taken not in {native, storage}
        assert native != storage


def test_a_stranger_on_the_port_does_not_answer_as_a_node() -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        client_of_stranger = socket.create_connection(("127.0.0.1", port))
        client_of_stranger.close()
        assert not answers(port)
