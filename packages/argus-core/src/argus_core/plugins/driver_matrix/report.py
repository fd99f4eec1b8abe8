"""Test reports of drivers: JUnit and xUnit documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError  # the classes only: reading is done by defusedxml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from argus_core.clock import utc_now
from argus_core.errors import BadRequest
from argus_core.plugins.driver_matrix.errors import ReportNotReadable
from argus_core.plugins.driver_matrix.names import driver_of
from argus_core.plugins.driver_matrix.rows import TestCase, TestCollection, TestSuite

OUTCOMES = ("failure", "error", "skipped")


def read_report(xml: bytes, name: str, driver_type: str) -> TestCollection:
    """What a report says about a driver version.

    Raises ReportNotReadable for what is no XML, and BadRequest when a suite or test has no name or a number is none.
    """
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except ParseError as error:
        raise ReportNotReadable(f"The report is no XML: {error}") from error
    except DefusedXmlException as error:
        raise ReportNotReadable("The report must not contain a document type or entities.") from error
    suites = [_suite(element) for element in root.iter("testsuite")]
    return TestCollection(
        name=name,
        driver=driver_of(name, driver_type),
        timestamp=_timestamp(root, driver_type),
        tests_total=_sum(suite.tests_total for suite in suites),
        failures=_sum(suite.failures for suite in suites),
        disabled=_sum(suite.disabled for suite in suites),
        skipped=_sum(suite.skipped for suite in suites),
        passed=_sum(suite.passed for suite in suites),
        errors=_sum(suite.errors for suite in suites),
        time=sum(suite.time or 0.0 for suite in suites) or _seconds(root, "time"),
        suites=suites,
    )


def _sum(numbers: Iterable[int | None]) -> int:
    return sum(number or 0 for number in numbers)


def _suite(element: Element) -> TestSuite:
    total, failures = _number(element, "tests"), _number(element, "failures")
    errors, skipped = _number(element, "errors"), _number(element, "skipped")
    left = total - errors - skipped - failures
    return TestSuite(
        name=_name(element),
        tests_total=total,
        failures=failures,
        errors=errors,
        skipped=skipped,
        disabled=_number(element, "disabled"),
        passed=_number(element, "passed") if element.get("passed") else left,
        time=_seconds(element, "time"),
        cases=[_case(case) for case in element.findall("testcase")],
    )


def _case(element: Element) -> TestCase:
    outcome = next((child for child in element if child.tag in OUTCOMES), None)
    case = TestCase(
        name=_name(element),
        status="passed",
        time=_seconds(element, "time"),
        classname=element.get("classname", ""),
    )
    if outcome is not None:
        case.status = outcome.tag
        case.message = f"{outcome.get('message') or 'no-message'} ({outcome.get('type') or 'no-type'})"
    return case


def _timestamp(root: Element, driver_type: str) -> datetime:
    """When the tests ran, as far as the report says so; else now. Naive, UTC."""
    if driver_type == "java":
        return _ago(_seconds(root, "time"))
    if driver_type == "cpp":
        told = root.get("timestamp")
    elif driver_type in ("python", "gocql"):
        first = next(root.iter("testsuite"), None)
        told = first.get("timestamp") if first is not None else None
    else:
        told = None
    return _time(told) if told else utc_now()


def _ago(seconds: float) -> datetime:
    try:
        return utc_now() - timedelta(seconds=seconds)
    except OverflowError as error:
        raise BadRequest(f"raw_xml: the tests cannot have taken {seconds} seconds") from error


def _time(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError as error:
        raise BadRequest(f"raw_xml: timestamp {text!r} is no time") from error
    return told.astimezone(UTC).replace(tzinfo=None) if told.tzinfo is not None else told


def _name(element: Element) -> str:
    name = element.get("name")
    if name is None:
        raise BadRequest(f"raw_xml: a {element.tag} has no name")
    return name


def _number(element: Element, attribute: str) -> int:
    text = element.get(attribute, "0")
    try:
        return int(text)
    except ValueError as error:
        raise BadRequest(f"raw_xml: {attribute} of a {element.tag} is no number: {text!r}") from error


def _seconds(element: Element, attribute: str) -> float:
    text = element.get(attribute, "0")
    try:
        seconds = float(text)
    except ValueError as error:
        raise BadRequest(f"raw_xml: {attribute} of a {element.tag} is no number: {text!r}") from error
    if not math.isfinite(seconds):
        raise BadRequest(f"raw_xml: {attribute} of a {element.tag} is no number: {text!r}")
    return seconds
