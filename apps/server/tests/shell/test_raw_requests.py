"""What no client library sends: bytes on the socket of a real server."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

HOST = "Host: argus.test\r\nConnection: close\r\n"


@pytest.fixture
def port(serving: Any) -> Iterator[int]:
    """A server that takes bodies of 100,000 bytes."""
    with serving(ARGUS_MAX_CONTENT_LENGTH="100000") as server:
        yield server.port


def exchange(port: int, *pieces: bytes) -> bytes:
    """Send bytes, and read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for piece in pieces:
            client.sendall(piece)
        return b"".join(iter(lambda: client.recv(65_536), b""))


def status(answer: bytes) -> int:
    """The status of an answer."""
    return int(answer.split(b" ", 2)[1])


def test_requests_on_a_socket(port: int) -> None:
    """All on one server, which takes a while to start."""
    _odd_targets(port)
    _head_keeps_the_connection_usable(port)
    _a_long_body_is_refused_and_the_connection_usable(port)
    _expectations(port)


def _odd_targets(port: int) -> None:
    for target, expected in {
        b"/page;x": 404,
        b"/%": 404,
        b"/%zz%00%FF": 404,
        b"/\\..\\x": 404,
        b"//": 302,
        b"///api//v1//version": 200,
        b"/api/v1/version?%FF&%": 200,
        b"http://elsewhere.test/api/v1/version": 200,
        b"/api/v1/version#fragment": 200,
        b"/" + b"a" * 20_000: 404,
        b"/api/v1/version?" + b"a" * 20_000: 200,
    }.items():
        answer = exchange(port, b"GET " + target + b" HTTP/1.1\r\n" + HOST.encode() + b"\r\n")
        assert status(answer) == expected, (target[:60], answer[:200])
    for line in (b"OPTIONS * HTTP/1.1", b"GET /\xff?\xfe HTTP/1.1", b"GET /\x00 HTTP/1.1", b"CONNECT a:1 HTTP/1.1"):
        answer = exchange(port, line + b"\r\n" + HOST.encode() + b"\r\n")
        assert 400 <= status(answer) < 500, (line, answer[:200])


def _head_keeps_the_connection_usable(port: int) -> None:
    """A body after HEAD would be taken for the next answer."""
    keep = b"Host: argus.test\r\n\r\n"
    last = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n".encode()
    first = b"HEAD /api/v1/version HTTP/1.1\r\n" + keep
    answer = exchange(port, first, b"HEAD /s/argus.png HTTP/1.1\r\n" + keep, last)
    heads = answer.split(b"\r\n\r\n")
    assert [status(head) for head in heads[:3]] == [200, 200, 200]
    assert b"content-length: 0" not in heads[0].lower()
    assert heads[3] == b"ok"


def _a_long_body_is_refused_and_the_connection_usable(port: int) -> None:
    keep = b"Host: argus.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\n\r\n"
    last = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n".encode()
    answer = exchange(port, b"POST /auth/login HTTP/1.1\r\n" + keep, b"x" * 200_000, last)
    assert status(answer) == 413
    assert answer.endswith(b"\r\n\r\nok")


def _expectations(port: int) -> None:
    """A client that waits for a go-ahead gets the answer instead, and sends nothing."""
    head = "Content-Type: application/json\r\nContent-Length: 50000\r\nExpect: 100-continue\r\n"
    answer = exchange(port, f"POST /api/v1/client/testrun/generic/submit HTTP/1.1\r\n{HOST}{head}\r\n".encode())
    assert status(answer) == 403
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["message"] == "Authorization required"
