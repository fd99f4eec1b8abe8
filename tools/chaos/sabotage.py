"""The test of the test: faults put into the database after a drill, which the audit must then name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tools.chaos.audit import LOCATED
from tools.chaos.submissions import Kind, Plan, Submission, table_of

from argus_core.database import Database, Statement

LOSE = Statement("UPDATE generic_run SET logs[?] = null, logs[?] = null WHERE build_id = ? AND start_time = ?")
DOUBLE = Statement(
    "UPDATE sct_test_run SET screenshots = screenshots + ? WHERE build_id = ? AND start_time = ?", idempotent=False
)
HALVE = Statement(
    'DELETE FROM generic_result_data_v1 WHERE test_id = ? AND name = ? AND run_id = ? AND "column" = ? AND "row" = ?'
)


async def spoil(database: Database, plans: Sequence[Plan], acknowledged: Collection[int]) -> dict[str, int]:
    """Lose one submission, double one, halve one; gives their numbers by what was done."""

    def one(kind: Kind, run_type: str | None = None) -> Submission:
        found = (s for plan in plans for s in plan.details if s.kind is kind and s.number in acknowledged)
        return next(s for s in found if run_type in (None, s.run.run_type))

    lost, doubled, halved = one(Kind.LOGS, "generic"), one(Kind.SCREENSHOTS), one(Kind.RESULTS)
    await database.execute(LOSE, (*lost.marks, *await _key(database, lost)))
    await database.execute(DOUBLE, ([doubled.marks[0]], *await _key(database, doubled)))
    run = halved.run
    await database.execute(HALVE, (run.job.test_id, table_of(run), run.id, "b", f"row-{halved.number}"))
    return {"lost": lost.number, "doubled": doubled.number, "half": halved.number}


async def _key(database: Database, submission: Submission) -> tuple[object, ...]:
    run = submission.run
    return tuple((await database.tuples(LOCATED, (run.id, run.run_type)))[0])
