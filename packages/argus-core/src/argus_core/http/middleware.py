"""What surrounds every request: an id, the log context, the metrics, a last answer for faults of ours.

Answers of a legacy application pass through it unchanged.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Mapping

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.http.dispatch import JSON_PATHS
from argus_core.http.envelope import error_response, new_trace_id, unexpected
from argus_core.http.plain_pages import plain_page
from argus_core.observability.failures import log_answered_error
from argus_core.observability.logs import bind_request
from argus_core.observability.metrics import RequestMetrics
from argus_core.observability.request import RequestRecord

UNCOUNTED = frozenset({"shell.healthz", "shell.readyz"})
"""Endpoints that ask all day."""
METRICS = "prometheus_metrics"
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)

log = logging.getLogger("argus.server")


class RequestMiddleware:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, *, metrics: RequestMetrics, compat: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.compat = compat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Looked at several times: a dictionary is cheaper than the framework's list. Of equal names the first counts.
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}
        record = RequestRecord(scope, _request_id(headers))
        scope.setdefault("state", {})["record"] = record
        answer = _Answer(send, record, self.metrics, headers)
        bind_request(record)
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:
            record.failed = True
            await self._fail(error, scope, receive, answer, headers)
        finally:
            answer.count()  # already done unless the answer never ended
            bind_request(None)

    async def _fail(
        self, error: Exception, scope: Scope, receive: Receive, answer: _Answer, headers: Mapping[str, str]
    ) -> None:
        trace_id = new_trace_id()
        log_answered_error(
            error, unexpected(), trace_id, endpoint=answer.record.endpoint or scope["path"], headers=headers, body=b""
        )
        if answer.started:
            raise error
        response: Response
        if answer.record.legacy:
            response = PlainTextResponse("Internal Server Error", 500)
        elif scope["path"].startswith(JSON_PATHS):
            response = error_response(unexpected(), trace_id, compat=self.compat)
        else:
            response = plain_page(500, unexpected().message, trace_id)
        await response(scope, receive, answer.send)


def _request_id(headers: Mapping[str, str]) -> str:
    """The caller's or the proxy's, when it is harmless, else a fresh one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()


class _Answer:
    """Watches an answer go out: adds the request id to ours, and counts it when it has ended (a stream: has begun).

    (Work after the answer goes on in the same call and belongs to no duration.)
    """

    __slots__ = ("_begun", "_counted", "_headers", "_method", "_metrics", "_send", "record", "started", "status")

    def __init__(self, send: Send, record: RequestRecord, metrics: RequestMetrics, headers: Mapping[str, str]) -> None:
        self._begun = time.perf_counter()
        self._counted = False
        self._headers = headers
        self._metrics = metrics
        self._method: str = record.scope["method"]
        self._send = send
        self.record = record
        self.started = False
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            if not self.record.legacy:
                own = [(b"x-request-id", self.record.request_id.encode()), (b"x-content-type-options", b"nosniff")]
                message = {**message, "headers": [*message.get("headers", ()), *own]}
        await self._send(message)
        if _is_whole(message) or _begins_stream(message):
            self.count()

    def count(self) -> None:
        """Count the request, once."""
        record, status = self.record, self.status
        if self._counted or record.endpoint in UNCOUNTED:
            return
        self._counted = True
        if record.endpoint != METRICS or status != 200:
            self._metrics.count_request(self._method, record, status, time.perf_counter() - self._begun)
        if record.endpoint and not record.bad_token:
            known = record.scope["state"].get("caller") is not None
            self._metrics.count_client(self._method, record, status, self._headers, known_caller=known)


def _is_whole(message: Message) -> bool:
    return message["type"] == "http.response.body" and not message.get("more_body")


def _begins_stream(message: Message) -> bool:
    """A stream of events lasts as long as its reader likes: its duration is the time to its beginning."""
    return message["type"] == "http.response.start" and any(
        name == b"content-type" and value.startswith(b"text/event-stream") for name, value in message["headers"]
    )
