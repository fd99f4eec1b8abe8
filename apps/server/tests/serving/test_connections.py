"""How connections end: told where that is possible, never with a request of the client in them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from argus_server.serving.connections import Connections, PoliteConnection

SILENCE = 0.4
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """`/echo` answers the body, `/early` before the body has come, `/slow` begins at once and ends after a while."""
    body = b""
    if scope["path"] == "/echo":
        more = True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
    headers = [(b"content-length", str(len(body) + 2).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/slow":
        await asyncio.sleep(0.3)
    await send({"type": "http.response.body", "body": body + b"ok"})


class Server:
    """uvicorn with polite connections, in this process."""

    def __init__(self) -> None:
        config = uvicorn.Config(application, http=PoliteConnection, lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._server.server_state = self.connections = Connections()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    async def serve(self) -> None:
        """Until `stop`."""
        await self._server.serve([self._listener])

    def stop(self) -> None:
        """End it."""
        self._server.should_exit = True

    async def connect(self) -> Streams:
        """A connection that the server has accepted."""
        before = len(self.connections.connections)
        streams = await asyncio.open_connection("127.0.0.1", self.port)
        while len(self.connections.connections) == before:  # noqa: ASYNC110  (uvicorn tells nobody)
            await asyncio.sleep(0.01)
        return streams


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    task = asyncio.create_task(made.serve())
    yield made
    made.stop()
    await asyncio.wait_for(task, 10)


async def head_of(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer, with its body read."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert (await reader.readexactly(length)).endswith(b"ok")
    return head


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: argus\r\n\r\n".encode()


async def ends(reader: asyncio.StreamReader) -> bool:
    """Whether the server has closed without another byte."""
    return await asyncio.wait_for(reader.read(), 5) == b""


async def test_the_next_request_is_answered_and_told(server: Server) -> None:
    used, unused = await server.connect(), await server.connect()
    used[1].write(get("/"))
    assert b"connection: close" not in await head_of(used[0])
    server.connections.drain(SILENCE)
    await asyncio.sleep(SILENCE / 2)
    for reader, writer in (used, unused):
        writer.write(get("/"))
        assert b"connection: close" in await head_of(reader)
        assert await ends(reader)


async def test_silent_connections_are_closed_after_a_while(server: Server) -> None:
    (reader, writer), (unused, _) = await server.connect(), await server.connect()
    writer.write(get("/"))
    await head_of(reader)
    server.connections.drain(SILENCE)
    begun = time.monotonic()
    assert await ends(reader)
    assert await ends(unused)
    assert SILENCE * 0.9 < time.monotonic() - begun < SILENCE + 2


async def test_a_connection_that_comes_late_is_told_too(server: Server) -> None:
    server.connections.drain(SILENCE)
    reader, writer = await server.connect()
    writer.write(get("/"))
    assert b"connection: close" in await head_of(reader)


async def test_a_body_on_its_way_is_awaited(server: Server) -> None:
    reader, writer = await server.connect()
    writer.write(b"POST /echo HTTP/1.1\r\nHost: argus\r\nContent-Length: 10\r\n\r\n12345")
    await asyncio.sleep(0.1)
    server.connections.drain(SILENCE)
    await asyncio.sleep(SILENCE * 2)
    writer.write(b"67890")
    assert b"connection: close" in await head_of(reader)
    assert await ends(reader)


async def test_an_answer_before_its_body_is_not_reset(server: Server) -> None:
    """Closing after the answer would reset the connection while the client still sends."""
    server.connections.drain(SILENCE)
    reader, writer = await server.connect()
    writer.write(b"POST /early HTTP/1.1\r\nHost: argus\r\nContent-Length: 2000000\r\n\r\n")
    assert b"connection: close" not in await head_of(reader)
    writer.write(b"x" * 2_000_000)
    await writer.drain()
    writer.write(get("/"))
    assert b"connection: close" in await head_of(reader)
    assert await ends(reader)


async def test_an_answer_that_has_begun_leaves_room_for_one_more(server: Server) -> None:
    reader, writer = await server.connect()
    writer.write(get("/slow"))
    await reader.readuntil(b"\r\n\r\n")
    server.connections.drain(SILENCE)
    assert await reader.readexactly(2) == b"ok"
    writer.write(get("/"))
    assert b"connection: close" in await head_of(reader)


async def test_bytes_that_nobody_has_read_keep_a_connection_open(server: Server) -> None:
    """The request lies in the kernel in the moment in which the silence ends."""
    reader, writer = await server.connect()
    writer.write(get("/"))
    await head_of(reader)
    server.connections.drain(60)
    (connection,) = server.connections.connections
    assert isinstance(connection, PoliteConnection)
    number = writer.get_extra_info("socket").fileno()
    with socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM) as raw:
        raw.send(get("/"))  # past the event loop, so that the server cannot have read it
    connection.timeout_keep_alive_handler()
    assert b"connection: close" in await head_of(reader)
