"""Rows of generic, driver matrix and Sirenada runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from argus_core.clock import EPOCH
from argus_core.plugins.driver_matrix.rows import EnvironmentInfo, TestCase, TestCollection, TestSuite
from argus_core.plugins.sirenada.rows import SirenadaTest
from argus_core.runs.status import TestStatus
from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import Draw, Scope, TableRow

STORAGE = "https://sirenada-results.s3.example"


def generic_run_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Rows of generic runs."""
    for run in runs:
        draw = scope.draw("generic run", run.id)
        columns = {
            "started_by": draw.choice(("jenkins", "timtimb0t", "boris", "")),
            "sub_type": run.test.group.subtype,
            "product_version": run.version.full if run.version_text else None,
            "logs": {"console": f"{run.job_url}consoleText", "größe.log": f"{run.job_url}artifact/größe.log"},
        }
        yield "generic_run", run.columns() | columns


# ---- drivers ---------------------------------------------------------------------------------------------------------
DRIVER_VERSIONS = {
    "python": ("pytest.scylla.v3.3.28.2", "pytest.scylla.v3.3.29.1", "pytest.datastax.v3.3.29.2"),
    "java": ("TEST.scylla.v4.4.18.1", "TEST.datastax.v4.4.19.0"),
    "gocql": ("xunit.scylla.v1.1.14.4", "xunit.upstream.v1.1.6.0"),
    "cpp": ("TEST-scylla-2.16.2", "TEST-datastax-2.17.1"),
}
CASES = (
    "test_prepared_statements",
    "test_tablets_routing",
    "test_größe_utf8",
    "test_reconnect <after> loss",
    "test_lwt",
)
BROKEN = "The driver's tests did not start: <b>gradle</b> could not resolve com.scylladb:java-driver-core"


def driver_run_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Rows of driver matrix runs."""
    for run in runs:
        draw = scope.draw("driver run", run.id)
        language = run.test.name.partition("-")[0]
        environment = {
            "scylla-product": "scylla",
            "scylla-version": run.version.text,
            "driver-matrix-branch": "master",
            "comment": "",
        }
        columns = {
            "test_collection": [_collection(run, name, draw) for name in DRIVER_VERSIONS[language]],
            "environment_info": [EnvironmentInfo(key=key, value=value) for key, value in environment.items()],
        }
        yield "driver_test_run", run.columns() | columns


def _collection(run: DemoRun, name: str, draw: Draw) -> TestCollection:
    driver = name.split("-")[1] if name.startswith("TEST-") else name.split(".")[1]
    if run.bad and draw.chance(0.2):
        return TestCollection(name=name, driver=driver, tests_total=1, failures=1, failure_message=BROKEN)
    suites = [_suite(f"tests.integration.{part}", run, draw) for part in ("standard", "cqlengine", "long")]
    totals = {
        part: sum(getattr(suite, part) for suite in suites)
        for part in ("tests_total", "failures", "skipped", "passed", "errors", "time")
    }
    return TestCollection(name=name, driver=driver, timestamp=run.at(0.3), suites=suites, disabled=0, **totals)


def _suite(name: str, run: DemoRun, draw: Draw) -> TestSuite:
    weights = {"passed": 92, "skipped": 5, "failure": 6 if run.bad else 0, "error": 2 if run.bad else 0}
    cases = [_case(f"{case}[{number}]", name, draw.weighted(weights), draw) for case in CASES for number in range(3)]
    return TestSuite(
        name=name,
        tests_total=len(cases),
        failures=sum(case.status == "failure" for case in cases),
        errors=sum(case.status == "error" for case in cases),
        skipped=sum(case.status == "skipped" for case in cases),
        passed=sum(case.status == "passed" for case in cases),
        time=round(sum(case.time or 0 for case in cases), 3),
        cases=cases,
    )


def _case(name: str, suite: str, status: str, draw: Draw) -> TestCase:
    message = "" if status == "passed" else "cassandra.OperationTimedOut: errors={{}} (builtins.OSError)"
    return TestCase(name=name, status=status, time=round(draw.uniform(0.01, 9), 3), classname=suite, message=message)


# ---- Sirenada --------------------------------------------------------------------------------------------------------
BROWSERS = ("chrome", "firefox", "edge")
CLUSTERS = ("dedicated", "serverless")
UI_TESTS = ("test_create_cluster", "test_resize", "test_login_größe", "test_delete_cluster", "test_billing")


def sirenada_run_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Rows of Sirenada runs. They are told as a whole and never end."""
    for run in runs:
        draw = scope.draw("sirenada run", run.id)
        results = [
            _ui_test(run, name, browser, place, draw) for place, name in enumerate(UI_TESTS) for browser in BROWSERS
        ]
        if run.status is TestStatus.FAILED:
            results[draw.randrange(len(results))] = _ui_test(run, UI_TESTS[0], BROWSERS[0], 0, draw, failed=True)
        folders = [(found.s3_folder_id, found.sirenada_test_id) for found in results if found.s3_folder_id]
        columns = {
            "end_time": EPOCH,
            "region": "us-east-1" if "aws" in run.test.name else "us-east1",
            "results": results,
            "sirenada_test_ids": list(dict.fromkeys(found.sirenada_test_id for found in results)),
            "s3_folder_ids": list(dict.fromkeys(folders)),
            "browsers": list(BROWSERS),
            "clusters": list(CLUSTERS),
        }
        yield "sirenada_run", run.columns() | columns


def _ui_test(run: DemoRun, name: str, browser: str, place: int, draw: Draw, *, failed: bool = False) -> SirenadaTest:
    test_id = f"{str(run.id)[:8]}-{place}"
    details: dict[str, Any] = {}
    if failed:
        details = {
            "message": "Timeout: Locator.click: <button>Größe ändern</button> is not visible",
            "stack_trace": 'File "cluster_page.py", line 217, in resize\n    self.resize_button.click()',
            "s3_folder_id": f"{STORAGE}/{test_id}",
            "screenshot_file": "failure.png",
            "requests_file": "requests.json",
        }
    return SirenadaTest(
        test_name=name,
        class_name="TestClusters",
        file_name="tests/ui/test_clusters.py",
        browser_type=browser,
        cluster_type=CLUSTERS[place % 2],
        status="failed" if failed else "passed",
        duration=round(draw.uniform(4, 190), 2),
        start_time=run.start + timedelta(minutes=3 * place),
        sirenada_test_id=test_id,
        sirenada_user=f"ui-{place}@example.com",
        sirenada_password="",
        **details,
    )
