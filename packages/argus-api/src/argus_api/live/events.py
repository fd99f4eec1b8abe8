"""Streams of server-sent events."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from argus_core.http.encoding import encode_json
from argus_core.live.stream import Message

COME_BACK = (1000, 3000)
"""Milliseconds after which browsers come back when a stream has ended; not all at the same time."""

log = logging.getLogger("argus.live")


class EventStream(StreamingResponse):
    """An answer that goes on until the reader leaves or its source ends; nobody between may keep or change it."""

    media_type = "text/event-stream"

    def __init__(self, source: AsyncGenerator[Message], status_code: int = 200) -> None:
        self._source = source
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(_encoded(source), status_code, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A generator that is left in the middle would go on watching until it is collected.
        async with aclosing(self._source):
            await super().__call__(scope, receive, send)


async def _encoded(source: AsyncIterator[Message]) -> AsyncIterator[bytes]:
    yield b"retry: %d\n\n" % random.randint(*COME_BACK)  # noqa: S311
    try:
        async for message in source:
            yield encode_event(message)
    except Exception:  # the answer has begun: an error page has no place in it
        log.exception("A stream ended with an error.")


def encode_event(message: Message) -> bytes:
    """A message as it goes over the wire."""
    if message.event is None:
        return b": still here\n\n"
    number = b"" if message.id is None else b"id: %s\n" % message.id.encode()
    data = encode_json(message.data).strip()
    return b"%sevent: %s\ndata: %s\n\n" % (number, message.event.encode(), data)
