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
from argus_core.devdb.storage import NodeFolder

PROBE_TIMEOUT = 2.0
OPTIONS_FRAME = bytes([4, 0, 0, 0, 5, 0, 0, 0, 0])
"""The question of the native protocol, version 4, that needs no login: which options are there?"""
SUPPORTED_OPCODE = 6
STOP_TIMEOUT = 20.0
"""Seconds that a node has to flush and exit before it is killed."""

# The shell ends at once, so that the node belongs to init and no zombie stays with the process that started it;
# a background job of a shell also ignores Ctrl-C.
_DETACH = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True)
class NodeRecord:
    """What is remembered of a node that was started."""

    pid: int
    port: int
    storage_port: int
    version: str
    heap: str

    def save(self, path: Path) -> None:
        """Write it; readers never see half of it."""
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(path)


def load_record(path: Path) -> NodeRecord | None:
    """What was remembered; None when there is nothing readable."""
    try:
        return NodeRecord(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def spawn(command: list[str], folder: NodeFolder) -> int:
    """Run the command in a session of its own, its output in the folder's jvm.log; gives the process id."""
    started = subprocess.run(
        ["/bin/sh", "-c", _DETACH, "devdb", str(folder.jvm_log), *command],
        cwd=folder.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        start_new_session=True,
        text=True,
    )
    return int(started.stdout)


def find_node(pid: int, folder: NodeFolder) -> psutil.Process | None:
    """The living process `pid` when it is this folder's node; None for a foreign one that has the same number now."""
    try:
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and node_mark(folder) in process.cmdline():
            return process
    except psutil.Error:
        pass
    return None


def answers(port: int) -> bool:
    """Whether something on this port speaks the native protocol."""
    try:
        with socket.create_connection((HOST, port), timeout=PROBE_TIMEOUT) as connection:
            connection.sendall(OPTIONS_FRAME)
            head = connection.recv(9, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(head) == 9 and head[4] == SUPPORTED_OPCODE


def terminate(process: psutil.Process) -> None:
    """Ask the node to flush and exit; kill it when it does not."""
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_TIMEOUT)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(STOP_TIMEOUT)
    except psutil.NoSuchProcess:
        pass


def choose_ports(remembered: NodeRecord | None) -> tuple[int, int]:
    """(native port, storage port): the remembered ones when they are free, else others that are."""
    native = free_port(remembered.port if remembered else 0)
    storage = free_port(remembered.storage_port if remembered else 0, other_than=native)
    return native, storage


def free_port(wanted: int, other_than: int = 0) -> int:
    """`wanted` when nothing listens there, else a port that the system gives."""
    for port in (wanted, 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            given: int = probe.getsockname()[1]
            if given != other_than:
                return given
    raise AssertionError("the system gives different ports")


def wait_gone(pid: int, timeout: float) -> None:
    """Wait until no process has this number."""
    deadline = time.monotonic() + timeout
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
