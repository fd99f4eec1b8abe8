"""Rows of driver matrix runs, and the types inside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from argus_core.database.rows import Cql, Float, Int, Text, TextPairs, Timestamp, Udt
from argus_core.runs.rows import RunRow


@dataclass(slots=True, kw_only=True)
class TestCase(Udt, name="test_case"):
    """One test of a suite; `status` is `passed`, `failure`, `error` or `skipped`, `time` is in seconds."""

    __test__ = False  # no test class of pytest

    name: Text
    status: Text
    time: Float = 0.0
    classname: Text = ""
    message: Text = ""


@dataclass(slots=True, kw_only=True)
class TestSuite(Udt, name="test_suite"):
    """One suite of a report: numbers of its tests, and the tests. `time` is in seconds."""

    __test__ = False

    name: Text
    tests_total: Int = 0
    failures: Int = 0
    disabled: Int = 0
    skipped: Int = 0
    passed: Int = 0
    errors: Int = 0
    time: Float = 0.0
    cases: Annotated[list[TestCase], Cql("list<frozen<test_case>>")] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class TestCollection(Udt, name="test_collection"):
    """What one version of a driver did. `failure_message` is set when its tests did not run at all."""

    __test__ = False

    name: Text
    driver: Text
    tests_total: Int = 0
    failure_message: Text = None
    failures: Int = 0
    disabled: Int = 0
    skipped: Int = 0
    passed: Int = 0
    errors: Int = 0
    timestamp: Timestamp = None
    time: Float = 0.0
    suites: Annotated[list[TestSuite], Cql("list<frozen<test_suite>>")] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class EnvironmentInfo(Udt, name="environment_info"):
    """One fact about the environment of a run."""

    key: Text
    value: Text


@dataclass(slots=True, kw_only=True)
class DriverTestRun(RunRow, table="driver_test_run"):
    """A driver matrix run. Collections and environment are the driver's tuples with the fields of the types above."""

    logs: TextPairs
    test_collection: Annotated[list[Any], Cql("list<frozen<test_collection>>")]
    environment_info: Annotated[list[Any], Cql("list<frozen<environment_info>>")]

    def __post_init__(self) -> None:
        self.test_collection = [_complete(collection) for collection in self.test_collection]


def _complete(collection: Any) -> Any:
    """Old writers left empty lists out of the types; readers get empty lists."""
    suites = collection.suites or []
    if collection.suites is not None and all(suite.cases is not None for suite in suites):
        return collection
    return collection._replace(suites=[suite._replace(cases=suite.cases or []) for suite in suites])
