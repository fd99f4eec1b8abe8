"""Errors in the log: expected ones in one line, others in three records with one trace id."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from argus_core.errors import ArgusError
from argus_core.observability.redaction import redact, redact_body

log = logging.getLogger("argus.errors")


def log_answered_error(
    error: Exception, known: ArgusError, trace_id: str, *, endpoint: str, headers: Mapping[str, str], body: bytes
) -> None:
    """The error that a request was answered with, then its headers and its body without secrets.

    error: what was raised. known: what the caller is told. Expected errors are one line at INFO; their headers and
    body are shown at DEBUG only.
    """
    if known.expected:
        text = "Endpoint %s responded with error %s: %s [trace %s]"
        log.info(text, endpoint, known.wire_name, known.message, trace_id)
        level = logging.DEBUG
    else:
        text = "Endpoint %s failed with %s [trace %s]"
        log.error(text, endpoint, type(error).__name__, trace_id, exc_info=error)
        level = logging.ERROR
    if log.isEnabledFor(level):
        log.log(level, "Headers of trace %s: %s", trace_id, redact(headers))
        log.log(level, "Body of trace %s: %s", trace_id, redact_body(body, headers.get("content-type")))
