"""What is submitted: a plan made of a seed, and the marks by which each submission is found again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from argus_core.testing.world import Job

GENERIC = "generic"
SCT = "scylla-cluster-tests"
FIRST_SECOND = 1_700_000_000
"""When the first event happened, in seconds since 1970; each later one a second later."""
LONELY = 0.05
"""Share of runs without details, whose clients give up after one failure."""
IMPATIENT = 0.1
"""Share of details whose clients do."""


class Kind(StrEnum):
    """What a submission tells."""

    RUN = "run"
    STATUS = "status"
    PACKAGES = "packages"
    SCREENSHOTS = "screenshots"
    LOGS = "logs"
    EVENTS = "events"
    RESULTS = "results"
    PYTEST = "pytest"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the drill."""

    id: UUID
    run_type: str
    job: Job


@dataclass(frozen=True, slots=True)
class Submission:
    """One call. marks: texts that the database holds exactly once each when the call was carried out."""

    number: int
    kind: Kind
    run: Run
    path: str
    body: dict[str, Any]
    marks: tuple[str, ...]
    patient: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A run with what is told of it once it is there."""

    run: Run
    first: Submission
    details: list[Submission] = field(default_factory=list)

    @property
    def submissions(self) -> list[Submission]:
        """All of them."""
        return [self.first, *self.details]


def make_plans(count: int, seed: int, jobs: dict[str, Sequence[Job]]) -> list[Plan]:
    """Runs with `count` submissions in all, on the jobs of each run type. Ids are new in every drill."""
    chance, plans, made = random.Random(seed), list[Plan](), 0
    while made < count:
        run_type = chance.choice((GENERIC, SCT))
        run = Run(uuid4(), run_type, chance.choice(jobs[run_type]))
        lonely = chance.random() < LONELY
        plan = Plan(run, _run(made, run, patient=not lonely))
        details = 0 if lonely else min(chance.randint(6, 14), count - made - 1)
        makers = DETAILS[run_type]
        for place in range(details):
            # one status: of several, in no order, nobody could say which must be found
            make = _status if place == 0 else chance.choice(makers)
            plan.details.append(make(made + 1 + place, run, chance.random() >= IMPATIENT))
        chance.shuffle(plan.details)
        plans.append(plan)
        made += len(plan.submissions)
    return plans


def _run(number: int, run: Run, *, patient: bool) -> Submission:
    body = {"run_id": str(run.id), "started_by": "drill"}
    if run.run_type == GENERIC:
        body |= {"build_id": run.job.build_id, "build_url": f"https://ci/{number}"}
    else:
        body |= {"job_name": run.job.build_id, "job_url": f"https://ci/{number}", "commit_id": "abc"}
    more: dict[str, Any] = {} if run.run_type == GENERIC else {"sct_config": {}}
    path = f"/testrun/{run.run_type}/submit"
    return Submission(number, Kind.RUN, run, path, body | more, ("row", f"https://ci/{number}"), patient)


def _status(number: int, run: Run, patient: bool) -> Submission:
    status = "passed" if number % 2 else "failed"
    path = f"/testrun/{run.run_type}/{run.id}/set_status"
    return Submission(number, Kind.STATUS, run, path, {"new_status": status}, (status,), patient)


def _packages(number: int, run: Run, patient: bool) -> Submission:
    names = (f"package-{number}-a", f"package-{number}-b")
    packages = [{"name": n, "version": "1", "date": None, "revision_id": None, "build_id": None} for n in names]
    return Submission(
        number, Kind.PACKAGES, run, f"/sct/{run.id}/packages/submit", {"packages": packages}, names, patient
    )


def _screenshots(number: int, run: Run, patient: bool) -> Submission:
    links = (f"https://shots/{number}/a", f"https://shots/{number}/b")
    body = {"screenshot_links": list(links)}
    return Submission(number, Kind.SCREENSHOTS, run, f"/sct/{run.id}/screenshots/submit", body, links, patient)


def _logs(number: int, run: Run, patient: bool) -> Submission:
    names = (f"log-{number}-a", f"log-{number}-b")
    body = {"logs": [{"log_name": name, "log_link": f"https://logs/{name}"} for name in names]}
    return Submission(number, Kind.LOGS, run, f"/testrun/{run.run_type}/{run.id}/logs/submit", body, names, patient)


def _events(number: int, run: Run, patient: bool) -> Submission:
    messages = (f"event-{number}-a", f"event-{number}-b")
    events = [
        {"severity": "NORMAL", "ts": FIRST_SECOND + number + part / 2, "message": message, "event_type": "Drill"}
        for part, message in enumerate(messages)
    ]
    return Submission(number, Kind.EVENTS, run, f"/sct/{run.id}/event/submit", {"data": events}, messages, patient)


def _results(number: int, run: Run, patient: bool) -> Submission:
    """Three cells of a row of the run's own table."""
    columns = ("a", "b", "c")
    marks = tuple(f"row-{number} {column} = {number}" for column in columns)
    meta = {
        "name": table_of(run),
        "description": "drill",
        "columns_meta": [
            {"name": column, "unit": "", "type": "INTEGER", "higher_is_better": None} for column in columns
        ],
        "rows_meta": [f"row-{number}"],
        "validation_rules": {},
    }
    cells = [{"column": c, "row": f"row-{number}", "value": number, "status": "PASS"} for c in columns]
    body = {"run_id": str(run.id), "meta": meta, "results": cells, "sut_timestamp": FIRST_SECOND}
    path = f"/testrun/{run.run_type}/{run.id}/submit_results"
    return Submission(number, Kind.RESULTS, run, path, body, marks, patient)


def _pytest(number: int, run: Run, patient: bool) -> Submission:
    """A result with two fields of its own, which lie in another table."""
    fields = {f"first-{number}": "1", f"second-{number}": "2"}
    body = {
        "name": pytest_name_of(run),
        "timestamp": FIRST_SECOND + number,
        "session_timestamp": FIRST_SECOND,
        "status": "passed",
        "test_type": "drill",
        "run_id": str(run.id),
        "markers": [],
        "message": f"message-{number}",
        "duration": 1.0,
        "user_fields": fields,
    }
    marks = (f"message-{number}", *fields)
    return Submission(number, Kind.PYTEST, run, "/testrun/pytest/result/submit", body, marks, patient)


def table_of(run: Run) -> str:
    """The name of a run's result table: each has its own, as definitions grow with their rows."""
    return f"drill {run.id}"


def pytest_name_of(run: Run) -> str:
    """The name of a run's test."""
    return f"drill_test.py::test_{run.id.hex}"


DETAILS: dict[str, tuple[Callable[[int, Run, bool], Submission], ...]] = {
    GENERIC: (_logs, _results, _pytest),
    SCT: (_packages, _screenshots, _logs, _events, _results),
}
