"""The process of a node: started detached, recognised again, ended politely."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from argus_core.devdb.settings import HOST, node_mark
from argus_core.devdb.storage import NodeFolder, write_whole

PROBE_TIMEOUT = 2.0
OPTIONS_FRAME = bytes([4, 0, 0, 0, 5, 0, 0, 0, 0])
"""The question of the native protocol, version 4, that needs no login: which options are there?"""
FRAME_HEADER_LENGTH = 9
SUPPORTED_OPCODE = 6
STOP_TIMEOUT = 20.0
"""Seconds that a node has to flush and exit before it is killed."""
POLL_INTERVAL = 0.05

# The shell ends at once, so that the node belongs to init and no zombie stays with the process that started it;
# a background job of a shell also ignores Ctrl-C.
_DETACH = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True)
class NodeRecord:
    """What is remembered of a node. `pid` is None until its process is known."""

    pid: int | None
    port: int
    storage_port: int
    version: str
    heap: str

    def save(self, path: Path) -> None:
        """Write it; readers never see half of it."""
        write_whole(path, json.dumps(asdict(self)).encode())


def load_record(path: Path) -> NodeRecord | None:
    """What was remembered; None when there is nothing usable."""
    try:
        record = NodeRecord(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    numbers = (record.port, record.storage_port, record.pid or 0)
    return record if all(isinstance(number, int) for number in numbers) else None


def spawn(command: list[str], output: Path) -> int:
    """Run the command in a session of its own, all it prints in the file `output`; gives its process id."""
    started = subprocess.run(  # noqa: S603 - the arguments are given one by one, nothing is parsed
        ["/bin/sh", "-c", _DETACH, "devdb", str(output), *command],
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # Java 17 finds no file with an umlaut otherwise
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        start_new_session=True,
        text=True,
    )
    return int(started.stdout)


def is_node(process: psutil.Process, folder: NodeFolder) -> bool:
    """Whether this process is the living node of this folder, and not a foreign one that got its number."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and node_mark(folder) in process.cmdline()
    except psutil.Error:
        return False


def find_node(record: NodeRecord | None, folder: NodeFolder) -> psutil.Process | None:
    """The node of this folder when it lives, also one whose process id was not written down in time."""
    if record is not None and record.pid is not None:
        try:
            process = psutil.Process(record.pid)
        except psutil.Error:
            pass
        else:
            if is_node(process, folder):
                return process
    return next((process for process in psutil.process_iter() if is_node(process, folder)), None)


def answers(port: int) -> bool:
    """Whether something on this port speaks the native protocol."""
    try:
        with socket.create_connection((HOST, port), timeout=PROBE_TIMEOUT) as connection:
            connection.sendall(OPTIONS_FRAME)
            header = connection.recv(FRAME_HEADER_LENGTH, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(header) == FRAME_HEADER_LENGTH and header[4] == SUPPORTED_OPCODE


def terminate(process: psutil.Process, folder: NodeFolder, patience: float = STOP_TIMEOUT) -> None:
    """Ask the node to flush and exit, kill it when it has not after `patience` seconds; returns when it is gone."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        try:
            process.send_signal(request)
        except psutil.NoSuchProcess:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            # not Process.wait(): in a container without an init the zombie stays forever
            if not is_node(process, folder):
                return
            time.sleep(POLL_INTERVAL)


def choose_ports(remembered: NodeRecord | None) -> tuple[int, int]:
    """(native port, storage port): the remembered ones when they are free, else others that are."""
    native = _free_port(remembered.port if remembered else 0)
    storage = _free_port(remembered.storage_port if remembered else 0, other_than=native)
    return native, storage


def _free_port(wanted: int, other_than: int = 0) -> int:
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except (OSError, OverflowError):
                continue
            port: int = probe.getsockname()[1]
        if port != other_than:
            return port
    return _free_port(0, other_than)
