"""Reading back what the database holds, and holding it against what clients know."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tools.chaos.submissions import GENERIC, SCT, Kind, Plan, Run, Submission, pytest_name_of, table_of

from argus_core.database import Database, Statement

Place = tuple[UUID, Kind]
Stored = dict[Place, Counter[str]]
"""How often each mark was found, by run and kind."""
AT_ONCE = 32
"""Runs that are read at the same time."""
INITIAL_STATUSES = ("created", "running")

RUNS = {
    GENERIC: Statement("SELECT id, status, build_job_url FROM generic_run WHERE build_id = ?"),
    SCT: Statement("SELECT id, status, build_job_url FROM sct_test_run WHERE build_id = ?"),
}
LOCATED = Statement("SELECT build_id, start_time FROM run_by_id WHERE run_id = ? AND run_type = ?")
GENERIC_LOGS = Statement("SELECT logs FROM generic_run WHERE build_id = ? AND start_time = ?")
SCT_LISTS = Statement("SELECT logs, packages, screenshots FROM sct_test_run WHERE build_id = ? AND start_time = ?")
EVENTS = Statement("SELECT message, event_type, event_id FROM sct_event WHERE run_id = ? AND severity = 'NORMAL'")
CELLS = Statement(
    'SELECT "row", "column", value FROM generic_result_data_v1 WHERE test_id = ? AND name = ? AND run_id = ?'
)
PYTEST = Statement("SELECT message FROM pytest_v2 WHERE name = ?")
PYTEST_FIELDS = Statement("SELECT field_name FROM pytest_user_field WHERE name = ?")


@dataclass
class Verdict:
    """What became of submissions, as their numbers."""

    kept: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    """Acknowledged, and not there."""
    doubled: set[int] = field(default_factory=set)
    half: set[int] = field(default_factory=set)
    """Some of it is there, some is not; acknowledged or not."""
    unanswered_there: set[int] = field(default_factory=set)
    unanswered_absent: set[int] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)
    """What is there and was never submitted."""

    @property
    def faults(self) -> int:
        """How many things are not as they must be."""
        return len(self.lost) + len(self.doubled) + len(self.half) + len(self.strangers)


def judge(
    submissions: Iterable[Submission], acknowledged: Collection[int], stored: Mapping[Place, Counter[str]]
) -> Verdict:
    """Each submission against what was found."""
    verdict, expected = Verdict(), defaultdict[Place, set[str]](set)
    for submission in submissions:
        place, number = (submission.run.id, submission.kind), submission.number
        expected[place].update(submission.marks)
        found = [stored.get(place, Counter())[mark] for mark in submission.marks]
        if max(found) > 1:
            verdict.doubled.add(number)
        elif 0 < sum(found) < len(found):
            verdict.half.add(number)
        elif number in acknowledged:
            (verdict.kept if all(found) else verdict.lost).add(number)
        else:
            (verdict.unanswered_there if all(found) else verdict.unanswered_absent).add(number)
    for place, marks in stored.items():
        verdict.strangers += [f"{place[1]} of run {place[0]}: {mark}" for mark in marks if mark not in expected[place]]
    return verdict


async def read_back(database: Database, plans: Sequence[Plan]) -> Stored:
    """Everything that the database holds of the plans' runs."""
    stored: Stored = defaultdict(Counter)
    jobs = {(plan.run.run_type, plan.run.job.build_id) for plan in plans}
    ours = {plan.run.id for plan in plans}
    for run_type, build_id in sorted(jobs):
        for run_id, status, url in await database.tuples(RUNS[run_type], (build_id,)):
            if run_id in ours:
                stored[run_id, Kind.RUN].update(["row"] if url is None else ["row", url])
                stored[run_id, Kind.STATUS].update([] if status in INITIAL_STATUSES else [str(status)])
    turns = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_read_run(database, plan.run, stored, turns) for plan in plans))
    return stored


async def _read_run(database: Database, run: Run, stored: Stored, turns: asyncio.Semaphore) -> None:
    async with turns:
        located = await database.tuples(LOCATED, (run.id, run.run_type))
        if located:
            await _read_lists(database, run, located[0], stored)
        cells = await database.tuples(CELLS, (run.job.test_id, table_of(run), run.id))
        stored[run.id, Kind.RESULTS].update(f"{row} {column} = {value:.0f}" for row, column, value in cells)
        if run.run_type == SCT:
            rows = await database.tuples(EVENTS, (run.id,))
            # an event without its type or id would be half an event
            stored[run.id, Kind.EVENTS].update(message for message, kind, event_id in rows if kind and event_id)
        else:
            name = pytest_name_of(run)
            rows = await database.tuples(PYTEST, (name,))
            fields = await database.tuples(PYTEST_FIELDS, (name,))
            # fields without their result are seen by nobody
            told = {message.removeprefix("message-") for (message,) in rows}
            seen = [text for (text,) in fields if text.rpartition("-")[2] in told]
            stored[run.id, Kind.PYTEST].update([message for (message,) in rows] + seen)


async def _read_lists(database: Database, run: Run, key: tuple[object, ...], stored: Stored) -> None:
    """The columns of a run that hold lists and maps."""
    if run.run_type == GENERIC:
        for (logs,) in await database.tuples(GENERIC_LOGS, key):
            stored[run.id, Kind.LOGS].update((logs or {}).keys())
        return
    for logs, packages, screenshots in await database.tuples(SCT_LISTS, key):
        stored[run.id, Kind.LOGS].update(name for name, _ in logs or ())
        stored[run.id, Kind.PACKAGES].update(package.name for package in packages or ())
        stored[run.id, Kind.SCREENSHOTS].update(screenshots or ())
