"""What is known of the request that is being served: shared by its layers, its log lines and its figures."""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from argus_core.observability.redaction import redact_query

LEGACY = "legacy"
"""Name of the endpoint for requests that the legacy application answers."""


@dataclass(slots=True)
class RequestRecord:
    """One request.

    endpoint: dotted name of the route that takes it, `legacy`, or empty while (or when) no route does. bad_token: it
    was refused before anybody knew whose it is. failed: it ended with an error page for a fault of ours, or with none.
    """

    scope: MutableMapping[str, Any]
    request_id: str
    endpoint: str = ""
    bad_token: bool = False
    failed: bool = False

    @property
    def legacy(self) -> bool:
        """Whether the legacy application answers it."""
        return self.endpoint == LEGACY

    @property
    def address(self) -> str:
        """The peer, as told by a trusted proxy; `-` when it has no address."""
        client = self.scope.get("client")
        return client[0] if client else "-"

    @property
    def url(self) -> str:
        """The whole URL, secrets in its query masked. Worked out for lines that are written, not for each request."""
        host = next((value for name, value in self.scope["headers"] if name == b"host"), b"-").decode("latin-1")
        query = redact_query(self.scope["query_string"].decode("latin-1"))
        return f"{self.scope['scheme']}://{host}{quote(self.scope['path'])}{'?' if query else ''}{query}"


_current: ContextVar[RequestRecord | None] = ContextVar("argus_request", default=None)


def bind_request(record: RequestRecord | None) -> None:
    """From now on lines of this task (and of threads and tasks it starts) tell of this request; None: of no request."""
    _current.set(record)


def current_request() -> RequestRecord | None:
    """The request that this task or thread works for."""
    return _current.get()


def record_of(scope: MutableMapping[str, Any]) -> RequestRecord:
    """The record of a request; a new one when no layer has made it."""
    state = scope.setdefault("state", {})
    record: RequestRecord | None = state.get("record")
    if record is None:
        record = state["record"] = RequestRecord(scope, request_id="")
    return record
