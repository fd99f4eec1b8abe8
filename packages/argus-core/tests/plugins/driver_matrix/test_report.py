"""Reading test reports of drivers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from argus_core.clock import utc_now
from argus_core.errors import BadRequest
from argus_core.plugins.driver_matrix.errors import ReportNotReadable
from argus_core.plugins.driver_matrix.report import read_report

NESTED = b"""<testsuites>
<testsuite name="outer" tests="3" failures="1" time="2">
  <testcase name="a" classname="A" time="0.5"><system-out>noise</system-out></testcase>
  <testcase name="b"><system-out/><failure message="no" type="E"/></testcase>
  <testsuite name="inner" tests="1" passed="0" skipped="1"><testcase name="c"><skipped/></testcase></testsuite>
</testsuite></testsuites>"""


def test_suites_at_any_depth_are_summed_up() -> None:
    read = read_report(NESTED, "x.scylla.v3.1", "other")
    assert [suite.name for suite in read.suites] == ["outer", "inner"]
    assert (read.tests_total, read.failures, read.skipped, read.passed, read.time) == (4, 1, 1, 2, 2.0)
    assert [case.name for case in read.suites[0].cases] == ["a", "b"]


def test_only_outcomes_count_as_status() -> None:
    first, second = read_report(NESTED, "x", "other").suites[0].cases
    assert (first.status, first.message) == ("passed", "")
    assert (second.status, second.message) == ("failure", "no (E)")


def test_the_root_may_be_the_only_suite() -> None:
    read = read_report(b'<testsuite name="s" tests="1"><testcase name="t"/></testsuite>', "x", "other")
    assert [suite.name for suite in read.suites] == ["s"]
    assert read.suites[0].cases[0].classname == ""


def test_lists_are_never_null() -> None:
    read = read_report(b'<testsuites time="1.5"/>', "x", "other")
    assert (read.suites, read.time) == ([], 1.5)
    assert read_report(b'<testsuite name="s"/>', "x", "other").suites[0].cases == []


@pytest.mark.parametrize(
    ("driver_type", "xml"),
    [
        ("cpp", b'<testsuites timestamp="2024-03-02T01:00:00+01:00"/>'),
        ("cpp", b'<testsuites timestamp="2024-03-02T00:00:00Z"/>'),
        ("python", b'<testsuites><testsuite name="a" timestamp="2024-03-02T00:00:00"/></testsuites>'),
        ("gocql", b'<testsuite name="a" timestamp="2024-03-02T00:00:00Z"/>'),
    ],
)
def test_the_time_of_a_report(driver_type: str, xml: bytes) -> None:
    assert read_report(xml, "x", driver_type).timestamp == datetime(2024, 3, 2)


@pytest.mark.parametrize(
    ("driver_type", "xml", "ago"),
    [
        ("java", b'<testsuite name="a" time="3600"/>', 3600),
        ("java", b'<testsuite name="a"/>', 0),
        ("python", b"<testsuites/>", 0),
        ("cpp", b"<testsuites/>", 0),
        ("rust", b'<testsuites timestamp="2024-03-02T00:00:00"/>', 0),
    ],
)
def test_a_report_without_a_time_is_of_now(driver_type: str, xml: bytes, ago: int) -> None:
    told = read_report(xml, "x", driver_type).timestamp
    assert told is not None
    assert abs(utc_now() - timedelta(seconds=ago) - told) < timedelta(seconds=30)


@pytest.mark.parametrize(
    "xml",
    [
        b"<not xml",
        b"",
        b'<!DOCTYPE a [<!ENTITY b "c">]><testsuites/>',
        b'<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><testsuites/>',
    ],
)
def test_what_is_no_harmless_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(ReportNotReadable) as caught:
        read_report(xml, "x", "other")
    assert caught.value.wire_name == "ParseError"


@pytest.mark.parametrize(
    ("xml", "word"),
    [
        (b"<testsuites><testsuite/></testsuites>", "name"),
        (b'<testsuite name="a"><testcase/></testsuite>', "name"),
        (b'<testsuite name="a" tests=""/>', "tests"),
        (b'<testsuite name="a" failures="many"/>', "failures"),
        (b'<testsuite name="a" time="nan"/>', "time"),
        (b'<testsuites time="x"/>', "time"),
        (b'<testsuite name="a"><testcase name="t" time="long"/></testsuite>', "time"),
    ],
)
def test_malformed_values_are_named(xml: bytes, word: str) -> None:
    with pytest.raises(BadRequest, match=word):
        read_report(xml, "x", "other")


def test_a_time_that_is_none_and_a_time_beyond_the_calendar() -> None:
    with pytest.raises(BadRequest, match="timestamp"):
        read_report(b'<testsuites timestamp="yesterday"/>', "x", "cpp")
    with pytest.raises(BadRequest, match="seconds"):
        read_report(b'<testsuites time="1e30"/>', "x", "java")
