"""What surrounds every request: an id, the log context, the metrics, a body limit, a last answer for faults of ours."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.http.envelope import error_response, new_trace_id, refusal, unexpected
from argus_core.observability.logs import bind_request, clear_request
from argus_core.observability.metrics import RequestMetrics

UNCOUNTED = frozenset({"/healthz", "/readyz"})
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)

log = logging.getLogger("argus.server")


class BodyTooLarge(Exception):
    """A body beyond the limit; raised into whoever reads it."""


class RequestMiddleware:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, *, metrics: RequestMetrics, max_body: int | None, compat: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.max_body = max_body
        self.compat = compat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = self._request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        path, method, started = scope["path"], scope["method"], time.perf_counter()
        answer = _Answer(send, request_id)
        bind_request(address=_address(scope), url=path, endpoint="", request_id=request_id)
        failed = False
        try:
            if self._too_large(headers):
                await refusal("The body is larger than this server accepts.", 413)(scope, receive, answer.send)
            else:
                await self.app(scope, self._bounded(scope, receive), answer.send)
        except BodyTooLarge:
            if not answer.started:
                await refusal("The body is larger than this server accepts.", 413)(scope, receive, answer.send)
        except Exception:
            failed = True
            await self._fail(scope, receive, answer)
        finally:
            clear_request()
            if path not in UNCOUNTED:
                self._count(scope, method, answer.status, time.perf_counter() - started, headers, failed)

    @staticmethod
    def _request_id(headers: Headers) -> str:
        """The caller's or the proxy's, when it is harmless, else a fresh one."""
        given = headers.get("x-request-id", "")
        return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

    def _too_large(self, headers: Headers) -> bool:
        length = headers.get("content-length", "")
        return self.max_body is not None and length.isdigit() and int(length) > self.max_body

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """Counts a body that comes without a length; a legacy application has its own limits."""
        limit = self.max_body
        if limit is None:
            return receive
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit and not scope.get("argus.legacy"):
                raise BodyTooLarge
            return message

        return counted

    async def _fail(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        trace_id = new_trace_id()
        log.exception("Unexpected failure at %s %s [trace %s]", scope["method"], scope["path"], trace_id)
        if answer.started:
            raise RuntimeError("the answer had begun before the failure") from None
        if scope["path"].startswith(("/api/", "/admin/api/")):
            response: Any = error_response(unexpected(), trace_id, compat=self.compat)
        else:
            text = f"<!doctype html><title>500 Internal Server Error</title><h1>Internal Server Error</h1><p>Trace id: {trace_id}"
            response = HTMLResponse(text, 500)
        await response(scope, receive, answer.send)

    def _count(self, scope: Scope, method: str, status: int, seconds: float, headers: Headers, failed: bool) -> None:
        endpoint = scope.get("argus.endpoint")
        if endpoint == "prometheus_metrics" and status == 200:
            return
        self.metrics.observe(
            method=method,
            endpoint=endpoint,
            status=status,
            seconds=seconds,
            headers=headers,
            ip=_address(scope),
            authenticated=scope["state"].get("caller") is not None,
            matched=endpoint is not None,
            exception=failed,
        )


class _Answer:
    """Watches an answer go out and adds the request id to it."""

    __slots__ = ("_request_id", "_send", "started", "status")

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.started = False
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            MutableHeaders(raw=message["headers"])["X-Request-Id"] = self._request_id
        await self._send(message)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "-"


__all__ = ["BodyTooLarge", "RequestMiddleware"]
