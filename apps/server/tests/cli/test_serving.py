"""`serve`: a server from its start to its end."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from cassandra.cluster import Session

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


def test_it_answers_and_ends_with_code_0(cli: Cli) -> None:
    with cli.serving() as server:
        assert server.get("/healthz") == (200, "ok")
        status, text = server.get("/readyz")
        assert (status, text.splitlines()[0]) == (200, "ok")
        taken = cli.run("serve", "--port", str(server.port))
        assert taken.code == 1
        assert taken.sentence.startswith(f"Port {server.port} of 127.0.0.1 is taken")
        assert cli.run("dev", "--port", str(server.port)).sentence == taken.sentence
        assert server.terminate() == 0
        assert "Traceback (most recent call last):\n  File" not in server.log.partition("Shutting down")[2]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_request_in_flight_is_finished(cli: Cli, cli_keyspace: str, session: Session, workers: str) -> None:
    token = f"token-{uuid4().hex}"
    session.execute(
        f'INSERT INTO {cli_keyspace}."user" (id, username, roles, api_token) VALUES (%s, %s, %s, %s)',
        (uuid4(), token.replace("token", "cli"), ["ROLE_USER"], token),
    )
    body = json.dumps(
        {
            "schema_version": "v1",
            "run_id": str(uuid4()),
            "build_id": f"cli/{token}",
            "build_url": None,
            "started_by": None,
        }
    ).encode()
    head = (
        "POST /api/v1/client/testrun/generic/submit HTTP/1.1\r\nHost: argus\r\nContent-Type: application/json\r\n"
        f"Authorization: token {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with (
        cli.serving("serve", "--workers", workers) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=30) as client,
    ):
        client.sendall(head.encode() + body[:10])
        time.sleep(0.5)  # the server has the request and waits for the rest
        server.process.terminate()
        server.wait_for(lambda: "Shutting down" in server.log, "the server does not end")
        assert server.process.poll() is None
        client.sendall(body[10:])
        answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"status": "ok", "response": "Created"}
        assert server.process.wait(30) == 0


def test_a_unix_socket(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "argus.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:  # by a server that was killed
        left_behind.bind(str(path))
    with cli.started("serve", "--uds", str(path)) as process:
        assert b"200 OK" in _ask(path)
        taken = cli.run("serve", "--uds", str(path))
        assert taken.sentence == f"The socket {path} is taken: stop the server that listens on it."
        process.terminate()
        assert process.wait(30) == 0
    (tmp_path / "file").write_text("precious")
    refused = cli.run("serve", "--uds", str(tmp_path / "file"))
    assert "is there and no socket" in refused.sentence
    assert (tmp_path / "file").read_text() == "precious"


def _ask(path: Path) -> bytes:
    deadline = time.monotonic() + 30
    with socket.socket(socket.AF_UNIX) as client:
        while client.connect_ex(str(path)) != 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: argus\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: client.recv(65536), b""))


def test_an_address_that_is_none(unconnected: Cli) -> None:
    outcome = unconnected.run("serve", "--host", "192.0.2.1")
    assert outcome.sentence == "Port 8000 of 192.0.2.1 is no address of this machine."
