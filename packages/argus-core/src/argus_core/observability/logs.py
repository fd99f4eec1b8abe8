"""Log lines: `[LEVEL] <address - URL - endpoint> - module::function - message [request id]`, to standard error."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

from argus_core.observability.redaction import redact, redact_body
from argus_core.observability.request import bind_request, current_request

PACKAGES = ("argus_core", "argus_api", "argus_auth", "argus_admin", "argus_ui", "argus_server")
LOUD = ("argus", *PACKAGES, "cassandra", "uvicorn", "apscheduler")
"""Loggers that get the configured level; others keep the root's."""
QUIET = ("cassandra.protocol", "cassandra.connection")
"""Loggers of the driver that warn of what is meant here (a keyspace per session, nodes without authentication)."""
_KNOWN = frozenset(
    ("address", "color_message", "endpoint", "event", "exception", "function", "level", "module", "request_id", "url")
)
_COLOURS = {
    "DEBUG": "\033[90m",
    "INFO": "\033[34m",
    "WARNING": "\033[33m",
    "ERROR": "\033[31m",
    "CRITICAL": "\033[1;31m",
}
_GREY, _PLAIN = "\033[90m", "\033[0m"
# One record is one line, whatever a caller put into a name or a path: neither a faked line nor a terminal's commands.
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if code != 0x09}
_CONTROL |= {0x0A: "\\n", 0x0D: "\\r", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_PLACE = structlog.processors.CallsiteParameter
Event = MutableMapping[str, Any]


def _add_context(logger: Any, name: str, event: Event) -> Event:
    request = current_request()
    if request is not None:
        event.update(address=request.address, url=request.url, endpoint=request.endpoint, request_id=request.request_id)
    record: logging.LogRecord | None = event.get("_record")
    if "func_name" in event:  # a logger of structlog: the record tells of structlog's own function
        event["function"] = event.pop("func_name")
    elif record is not None:
        event.update(module=record.module, function=record.funcName)
    return event


class _Line:
    """Renders an event as a line for people."""

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours

    def __call__(self, logger: Any, name: str, event: Event) -> str:
        level = str(event.get("level", "info")).upper()
        parts = [_shown(event.get(key)) for key in ("address", "url", "endpoint")]
        bracket = f"<{' - '.join(parts)}>"
        shown_level = f"[{level}]"
        if self._colours:
            shown_level = f"{_COLOURS.get(level, '')}{shown_level}{_PLAIN}"
            bracket = f"{_GREY}{bracket}{_PLAIN}"
        request_id = event.get("request_id")
        place = f"{event.get('module', '')}::{event.get('function', '')}"
        tail = f" [request {request_id}]" if request_id else ""
        more = "".join(f" {key}={_shown(value)}" for key, value in event.items() if key not in _KNOWN)
        line = f"{shown_level} {bracket} - {place} - {_shown(event.get('event'))}{more}{tail}"
        trace = event.get("exception")
        return "\n    ".join([line, *(_shown(part) for part in str(trace).split("\n"))]) if trace else line


def _shown(value: Any) -> str:
    return "" if value is None else str(value).translate(_CONTROL)


def configure_logging(level: str, *, colours: bool | None = None) -> None:
    """One handler on standard error for all loggers, those of structlog too. Call it once, at the start.

    level: name of the least level that is written. colours: by default on a terminal only. `ARGUS_LOG_FORMAT=json`
    writes one JSON object a line instead.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.CallsiteParameterAdder({_PLACE.MODULE, _PLACE.FUNC_NAME}),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(colours=sys.stderr.isatty() if colours is None else colours))
    logging.getLogger().handlers[:] = [handler]
    for name in LOUD:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.handlers.clear()  # uvicorn may have set up its own
        logger.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def _formatter(*, colours: bool) -> logging.Formatter:
    written: list[structlog.types.Processor] = [_Line(colours=colours)]
    if os.environ.get("ARGUS_LOG_FORMAT") == "json":
        written = [structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer(default=str)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
        processors=[
            _add_context,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *written,
        ],
    )


@contextmanager
def undisturbed_logging() -> Iterator[None]:
    """Undo what code in this block does to the root's handlers and to our loggers (`logging.config` disables them)."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    ours = [logger for name in LOUD for logger in _family(name)]
    before = [(logger, logger.level, logger.handlers[:], logger.propagate) for logger in ours]
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for logger, kept_level, kept_handlers, propagate in before:
            logger.disabled = False
            logger.setLevel(kept_level)
            logger.handlers[:] = kept_handlers
            logger.propagate = propagate


def _family(name: str) -> list[logging.Logger]:
    """A logger and those below it that exist."""
    existing = logging.getLogger().manager.loggerDict
    return [logging.getLogger(found) for found in {name, *existing} if found == name or found.startswith(f"{name}.")]


__all__ = ["bind_request", "configure_logging", "redact", "redact_body", "undisturbed_logging"]
