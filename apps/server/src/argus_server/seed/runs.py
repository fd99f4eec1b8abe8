"""Which runs there are: when, how they ended, which version they tested, who looks into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_core.clock import EPOCH
from argus_core.runs.status import InvestigationStatus, TestStatus
from argus_server.seed.accounts import ENGINEERS, GHOST, People
from argus_server.seed.catalogue import DRIVERS, GENERIC, IDLE_TESTS, SCT, SIRENADA, Activity
from argus_server.seed.hierarchy import DemoTest, Version
from argus_server.seed.plans import DemoPlan
from argus_server.seed.scope import Draw, Scope, TableRow

TABLES = {SCT: "sct_test_run", GENERIC: "generic_run", DRIVERS: "driver_test_run", SIRENADA: "sirenada_run"}
OUTCOMES = {
    TestStatus.PASSED: 55,
    TestStatus.FAILED: 27,
    TestStatus.TEST_ERROR: 6,
    TestStatus.ERROR: 4,
    TestStatus.ABORTED: 8,
}
INVESTIGATIONS = {
    InvestigationStatus.NOT_INVESTIGATED: 55,
    InvestigationStatus.IN_PROGRESS: 10,
    InvestigationStatus.INVESTIGATED: 28,
    InvestigationStatus.IGNORED: 7,
}
BAD = (TestStatus.FAILED, TestStatus.TEST_ERROR, TestStatus.ERROR)
UNFINISHED = (TestStatus.CREATED, TestStatus.RUNNING)
RESTARTED = 0.05
"""Share of builds that were started again under the same build number."""
GOES_ON = 0.4
"""Share of tests of active releases whose newest run goes on (all runs: about 5 %)."""


@dataclass(frozen=True, slots=True)
class DemoRun:
    """One run. `place` counts the runs of its test from the oldest; `version_text` is what dashboards filter by."""

    id: UUID
    test: DemoTest
    place: int
    number: int
    start: datetime
    end: datetime
    status: TestStatus
    investigation: InvestigationStatus
    assignee: UUID | None
    version: Version
    version_text: str | None
    heartbeat: int

    @property
    def finished(self) -> bool:
        """Whether it has ended."""
        return self.status not in UNFINISHED

    @property
    def bad(self) -> bool:
        """Whether it ended badly."""
        return self.status in BAD

    @property
    def job_url(self) -> str:
        """The build in the CI."""
        return f"{self.test.url}/{self.number}/"

    def at(self, share: float) -> datetime:
        """The moment at this part (0 to 1) of its length."""
        return self.start + (self.end - self.start) * share

    def columns(self) -> dict[str, object]:
        """The columns that all run tables share."""
        return {
            "build_id": self.test.build_id,
            "start_time": self.start,
            "id": self.id,
            "release_id": self.test.release_id,
            "group_id": self.test.group_id,
            "test_id": self.test.id,
            "assignee": self.assignee,
            "status": self.status.value,
            "investigation_status": self.investigation.value,
            "heartbeat": self.heartbeat,
            "end_time": self.end if self.finished else EPOCH,
            "build_job_url": self.job_url,
            "build_number": self.number,
            "scylla_version": self.version_text,
        }


def build_runs(scope: Scope, tests: Sequence[DemoTest], plans: Sequence[DemoPlan], people: People) -> list[DemoRun]:
    """All runs, test by test, the oldest first."""
    found: list[DemoRun] = []
    for test in tests:
        if test.name not in IDLE_TESTS:
            draw = scope.draw("runs", test.build_id)
            found.extend(_runs_of(scope, test, draw, _assignee(test, plans, people, draw)))
    return found


def _assignee(test: DemoTest, plans: Sequence[DemoPlan], people: People, draw: Draw) -> UUID | None:
    """Who looks into a test: the newest plan's choice, else whoever, often nobody."""
    planned = [plan for plan in plans if plan.model.release == test.release.name and plan.assignee(test)]
    if planned:
        return planned[-1].assignee(test)
    return people[draw.choice(ENGINEERS)] if draw.chance(0.4) else None


def _runs_of(scope: Scope, test: DemoTest, draw: Draw, assignee: UUID | None) -> Iterator[DemoRun]:
    number = draw.randrange(3, 60)
    stability = draw.uniform(0.4, 2.0)
    for place in range(test.group.runs):
        if place and not draw.chance(RESTARTED):
            number += 1
        status = _status(test, draw, stability, newest=place == test.group.runs - 1)
        unfinished = status in UNFINISHED
        start, end = _times(scope, test, place, draw, unfinished=unfinished)
        version = _version(test, start)
        version_text = draw.weighted({version.text: 90, None: 8, "": 2})
        failed = status is not TestStatus.PASSED and not unfinished
        yield DemoRun(
            id=scope.id("run", test.build_id, place),
            test=test,
            place=place,
            number=number,
            start=start,
            end=end,
            status=status,
            investigation=draw.weighted(INVESTIGATIONS) if failed else InvestigationStatus.NOT_INVESTIGATED,
            assignee=GHOST if place == 1 and draw.chance(0.2) else assignee,
            version=version,
            version_text=version_text,
            heartbeat=_heartbeat(scope, draw) if unfinished else epoch(end),
        )


def _times(scope: Scope, test: DemoTest, place: int, draw: Draw, *, unfinished: bool) -> tuple[datetime, datetime]:
    """Start and end of a run; a run that goes on started some hours ago and "ends" for now at the last midnight."""
    if unfinished:
        return scope.day - timedelta(milliseconds=draw.randrange(3_600_000, 8 * 3_600_000)), scope.day
    first, last = test.release.activity.value
    step = (first - last) / test.group.runs
    days = last + step * (test.group.runs - 1 - place) + draw.uniform(0, step * 0.6)
    length = timedelta(seconds=int(3600 * draw.skewed(3, spread=0.8, low=0.4, high=72)))
    earliest = scope.day - timedelta(milliseconds=int(days * 86_400_000))
    start = min(earliest, scope.day - length - timedelta(minutes=5))
    return start, (start + length).replace(microsecond=0)


def _status(test: DemoTest, draw: Draw, stability: float, *, newest: bool) -> TestStatus:
    plugin = test.group.plugin
    if plugin == SIRENADA:  # these are told as a whole when they are over
        return draw.weighted({TestStatus.PASSED: 60, TestStatus.FAILED: 40})
    if newest and test.release.activity is Activity.ACTIVE and draw.chance(GOES_ON):
        return TestStatus.CREATED if plugin == SCT and draw.chance(0.2) else TestStatus.RUNNING
    return draw.weighted(OUTCOMES | {TestStatus.PASSED: OUTCOMES[TestStatus.PASSED] * stability})


def _version(test: DemoTest, start: datetime) -> Version:
    built = [version for version in test.versions if version.built <= start]
    return built[-1] if built else test.versions[0]


def _heartbeat(scope: Scope, draw: Draw) -> int:
    """Now; of a fifth of the runs that go on hours before midnight: they are stuck."""
    return epoch(scope.day) - 7200 if draw.chance(0.2) else scope.now


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970 of a naive UTC time."""
    return int((moment - EPOCH).total_seconds())


def locator_rows(runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Where the runs lie."""
    for run in runs:
        yield (
            "run_by_id",
            {
                "run_id": run.id,
                "run_type": run.test.group.plugin,
                "build_id": run.test.build_id,
                "start_time": run.start,
                "release_id": run.test.release_id,
                "group_id": run.test.group_id,
                "test_id": run.test.id,
            },
        )
