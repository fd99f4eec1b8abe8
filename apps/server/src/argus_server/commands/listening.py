"""The address that a server listens on: whether it is free, and what is told about it."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

from argus_server.commands.failures import Failure

REASONS = {
    errno.EADDRINUSE: "is taken: stop what listens there, or choose another with --port",
    errno.EACCES: "may not be opened by this user: choose one above 1023 with --port",
    errno.EADDRNOTAVAIL: "is no address of this machine",
}


def free_port(host: str, port: int) -> int:
    """The port itself when nobody listens on it, a free one for 0. Raises Failure."""
    with open_port(host, port) as probe:
        return int(probe.getsockname()[1])


def open_port(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet; port 0 takes a free one. Raises Failure."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise Failure(f"There is no address {host!r} to listen on.") from error
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        reason = REASONS.get(error.errno or 0, f"cannot be opened: {os.strerror(error.errno or 0)}")
        raise Failure(f"Port {port} of {host} {reason}.") from error
    return listener


def open_unix_socket(path: Path) -> socket.socket:
    """A bound Unix socket that everybody may use who may enter its folder. Raises Failure."""
    free_socket(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o666)
    return listener


def free_socket(path: Path) -> None:
    """Remove a Unix socket that a server left behind. Raises Failure when the place is taken."""
    if not path.parent.is_dir():
        raise Failure(f"There is no folder {path.parent} for the socket.")
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise Failure(f"{path} is there and no socket: choose another place with --uds.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise Failure(f"The socket {path} is taken: stop the server that listens on it.")
