"""Making a recorded call: through the whole application, in this process, as the caller of the upload."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.types import ASGIApp, Message, Scope

from argus_api.client.replay.records import Record
from argus_api.client.replay.target import PREFIX, resolve
from argus_core.identity.callers import ESTABLISHED, Caller

LONGEST_ERROR = 400


async def dispatch(app: ASGIApp, outer: Scope, record: Record, caller: Caller, body: Any) -> str | None:
    """Make the call; None when it succeeded, else what went wrong."""
    path = PREFIX + resolve(record.endpoint, record.location)
    content = b"" if body is None else json.dumps(body).encode()
    answer = _Answer(content)
    try:
        await app(_scope(outer, record, path, caller, content), answer.receive, answer.send)
    except Exception as error:  # one failed record never stops the rest
        return f"{type(error).__name__}: {error}"
    return judge(answer.status, bytes(answer.body))


def judge(status: int, body: bytes) -> str | None:
    """None for a success, else the failure in at most 400 characters."""
    text = body.decode("utf-8", "replace")
    if not 200 <= status < 300:
        return f"HTTP {status}: {text[:LONGEST_ERROR]}"
    try:
        told = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("status") != "error":
        return None
    response = told.get("response")
    if isinstance(response, dict) and response.get("exception"):
        arguments = response.get("arguments")
        failure = f"{response['exception']}: {arguments}" if arguments else str(response["exception"])
    else:
        failure = str(response if isinstance(response, str) else told.get("message") or json.dumps(told))
    return failure[:LONGEST_ERROR]


def _scope(outer: Scope, record: Record, path: str, caller: Caller, content: bytes) -> Scope:
    query = {name: value for name, value in record.params.items() if value is not None}
    headers = [(b"host", b"replay"), (b"content-length", str(len(content)).encode())]
    if content:
        headers.append((b"content-type", b"application/json"))
    return {
        "type": "http",
        "asgi": outer["asgi"],
        "http_version": "1.1",
        "method": record.method,
        "scheme": outer["scheme"],
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": urlencode(query, doseq=True).encode(),
        "root_path": "",
        "headers": headers,
        "client": outer.get("client"),
        "server": outer.get("server"),
        "state": {},
        ESTABLISHED: caller,
    }


class _Answer:
    """The other end of a call made in this process."""

    def __init__(self, content: bytes) -> None:
        self._content: bytes | None = content
        self.status = 500
        self.body = bytearray()

    async def receive(self) -> Message:
        if self._content is None:
            return {"type": "http.disconnect"}
        content, self._content = self._content, None
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
