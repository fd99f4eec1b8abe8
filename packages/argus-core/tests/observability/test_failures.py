"""What the log tells of errors that requests were answered with."""

from __future__ import annotations

import logging

import pytest

from argus_core.errors import BadRequest, InternalServerError
from argus_core.observability.failures import log_answered_error

TRACE = "dHJhY2U="
HEADERS = {"host": "argus.test", "authorization": "token hunter2", "content-type": "application/json"}


def answered(error: Exception, known: BadRequest | InternalServerError, body: bytes = b"{}") -> None:
    log_answered_error(error, known, TRACE, endpoint="api.get_test", headers=HEADERS, body=body)


def test_an_expected_error_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="argus.errors"):
        error = BadRequest("name: this field is required", "more")
        answered(error, error)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "INFO",
            f"Endpoint api.get_test responded with error BadRequest: name: this field is required [trace {TRACE}]",
        )
    ]
    assert caplog.records[0].exc_info is None


def test_the_request_of_an_expected_error_is_shown_on_demand(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="argus.errors"):
        error = BadRequest("no")
        answered(error, error, b'{"password": "hunter2", "name": "ann"}')
    assert [record.levelname for record in caplog.records] == ["INFO", "DEBUG", "DEBUG"]
    assert "hunter2" not in caplog.text
    assert '"name": "ann"' in caplog.text


def test_an_unexpected_error_is_three_records_with_one_trace_id(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="argus.errors"):
        try:
            raise ZeroDivisionError("the cause")
        except ZeroDivisionError as error:
            answered(error, InternalServerError("generic"), b'{"api_token": "hunter2", "rows": [1]}')
    first, headers, body = caplog.records
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    assert all(TRACE in record.getMessage() for record in caplog.records)
    assert first.exc_info is not None
    assert isinstance(first.exc_info[1], ZeroDivisionError)
    assert "the cause" in caplog.text
    assert "argus.test" in headers.getMessage()
    assert '"rows": [1]' in body.getMessage()
    assert "hunter2" not in caplog.text


def test_a_long_body_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="argus.errors"):
        answered(ZeroDivisionError(), InternalServerError("generic"), b"x" * 100_000)
    assert len(caplog.records[2].getMessage().encode()) < 4096 + 100
