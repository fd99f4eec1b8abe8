"""Log lines: `[LEVEL] <address - URL - endpoint - request id> - module::function - message`, to standard error."""

from __future__ import annotations

import logging
import os
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog

from argus_core.observability.redaction import redact, redact_body

LOUD = ("argus", "cassandra", "uvicorn", "apscheduler")
"""Loggers that get the configured level; others keep the root's."""
QUIET = ("cassandra.protocol", "cassandra.connection")
"""Loggers of the driver that warn of what is meant here (a keyspace per session, nodes without authentication)."""
_COLOURS = {
    "DEBUG": "\033[90m",
    "INFO": "\033[34m",
    "WARNING": "\033[33m",
    "ERROR": "\033[31m",
    "CRITICAL": "\033[1;31m",
}
_GREY, _PLAIN = "\033[90m", "\033[0m"


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a line tells of its request."""

    address: str
    url: str
    endpoint: str
    request_id: str


_current: ContextVar[RequestContext | None] = ContextVar("argus_request", default=None)


def bind_request(*, address: str, url: str, endpoint: str, request_id: str) -> None:
    """From now on lines of this task (and of threads and tasks it starts) tell of this request."""
    _current.set(RequestContext(address, url, endpoint, request_id))


def clear_request() -> None:
    """Lines of this task belong to no request."""
    _current.set(None)


def _add_context(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    context = _current.get()
    if context is not None:
        event |= {
            "address": context.address,
            "url": context.url,
            "endpoint": context.endpoint,
            "request_id": context.request_id,
        }
    record: logging.LogRecord | None = event.get("_record")
    if record is not None:
        event |= {"module": record.module, "function": record.funcName}
    return event


class _Line:
    """Renders an event as a line for people."""

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours

    def __call__(self, logger: Any, name: str, event: dict[str, Any]) -> str:
        level = str(event.get("level", "info")).upper()
        parts = [str(event.get(key, "")) for key in ("address", "url", "endpoint", "request_id")]
        bracket = f"<{' - '.join(parts)}>"
        shown_level = f"[{level}]"
        if self._colours:
            shown_level = f"{_COLOURS.get(level, '')}{shown_level}{_PLAIN}"
            bracket = f"{_GREY}{bracket}{_PLAIN}"
        line = f"{shown_level} {bracket} - {event.get('module', '')}::{event.get('function', '')} - {event.get('event', '')}"
        trace = event.get("exception")
        return f"{line}\n{trace}" if trace else line


def configure_logging(level: str, *, colours: bool | None = None) -> None:
    """One handler on standard error. `ARGUS_LOG_FORMAT=json` writes one JSON object a line instead."""
    as_json = os.environ.get("ARGUS_LOG_FORMAT") == "json"
    coloured = sys.stderr.isatty() if colours is None else colours
    renderer = structlog.processors.JSONRenderer() if as_json else _Line(colours=coloured)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
        processors=[
            _add_context,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.getLogger().handlers[:] = [handler]
    for name in LOUD:
        logging.getLogger(name).setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


__all__ = ["bind_request", "clear_request", "configure_logging", "redact", "redact_body"]
