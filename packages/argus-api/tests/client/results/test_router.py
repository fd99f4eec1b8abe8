"""Submitting result tables over HTTP, against the real database."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

RUNS = "/api/v1/client/testrun/generic"
SUBMITTED = {"status": "ok", "message": "Results submitted"}
CELLS = Statement(
    'SELECT "column", "row", value, value_text, status FROM generic_result_data_v1 '
    "WHERE test_id = ? AND name = 'table' AND run_id = ?"
)
BEST = Statement("SELECT key, value, run_id FROM generic_result_best_v2 WHERE test_id = ? AND name = 'table'")
TABLE = Statement(
    "SELECT rows_meta, validation_rules, columns_meta FROM generic_result_metadata_v1 "
    "WHERE test_id = ? AND name = 'table'"
)
P99 = {"name": "P99", "unit": "ms", "type": "FLOAT", "higher_is_better": False}


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job()


async def new_run(http: httpx.AsyncClient, ci: Account, build_id: str) -> UUID:
    run_id = uuid4()
    body = {"run_id": str(run_id), "build_id": build_id, "build_url": "https://ci.example.com/1/", "started_by": "ci"}
    await http.post(f"{RUNS}/submit", json=body, headers=ci.headers)
    return run_id


@pytest.fixture
async def run_id(http: httpx.AsyncClient, ci: Account, job: Job) -> UUID:
    return await new_run(http, ci, job.build_id)


def cell(value: float | None = None, row: str = "a", **changes: Any) -> dict[str, Any]:
    return {"column": "P99", "row": row, "status": "UNSET", "value": value} | changes


def body(*cells: dict[str, Any], **meta: Any) -> dict[str, Any]:
    rows = list(dict.fromkeys(given["row"] for given in cells))
    table = {"name": "table", "description": "", "columns_meta": [P99], "rows_meta": rows} | meta
    return {"meta": table, "sut_timestamp": 1700000000, "results": list(cells)}


async def send(http: httpx.AsyncClient, ci: Account, run: UUID, *cells: dict[str, Any], **meta: Any) -> Any:
    answer = await http.post(f"{RUNS}/{run}/submit_results", json=body(*cells, **meta), headers=ci.headers)
    return answer.json()


async def test_cells_and_best_values_are_stored(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    assert await send(http, ci, run_id, cell(2.5), cell(row="b", value_text="text")) == SUBMITTED
    stored = await database.tuples(CELLS, (job.test_id, run_id))
    assert stored == [("P99", "a", 2.5, None, "UNSET"), ("P99", "b", None, "text", "UNSET")]
    assert await database.tuples(BEST, (job.test_id,)) == [("P99:a", 2.5, run_id)]


async def test_a_repetition_changes_nothing(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    rules = {"P99": {"fixed_limit": 10}}
    await asyncio.gather(*(send(http, ci, run_id, cell(2.5), validation_rules=rules) for _ in range(8)))
    ((rows, stored_rules, columns),) = await database.tuples(TABLE, (job.test_id,))
    assert rows == ["a"]
    assert len(stored_rules["P99"]) == 1
    assert len(columns) == 1
    assert await database.tuples(CELLS, (job.test_id, run_id)) == [("P99", "a", 2.5, None, "PASS")]


async def test_rows_of_parallel_submissions_are_all_kept(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    await asyncio.gather(*(send(http, ci, run_id, cell(1.0, row=f"r{n % 10}")) for n in range(20)))
    ((rows, _, _),) = await database.tuples(TABLE, (job.test_id,))
    assert sorted(rows) == [f"r{n}" for n in range(10)]


async def test_a_cell_that_is_sent_again_replaces_what_it_had(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    await send(http, ci, run_id, cell(2.5))
    await send(http, ci, run_id, cell(1.0), cell(value_text="text", status="PASS"))
    assert await database.tuples(CELLS, (job.test_id, run_id)) == [("P99", "a", None, "text", "PASS")]


async def test_a_bad_cell_fails_the_call_after_all_are_stored(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    answer = await send(http, ci, run_id, cell(5.0), cell(4.0, row="b"), validation_rules={"P99": {"fixed_limit": 5}})
    told = answer["response"]
    assert (told["exception"], told["message"], told["arguments"]) == ("DataValidationError", "", [])
    stored = await database.tuples(CELLS, (job.test_id, run_id))
    assert [(row, status) for _, row, _, _, status in stored] == [("a", "ERROR"), ("b", "PASS")]


async def test_best_values_of_ignored_runs_do_not_count(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database
) -> None:
    second, third = await new_run(http, ci, job.build_id), await new_run(http, ci, job.build_id)
    rules = {"P99": {"best_pct": 10}}
    assert await send(http, ci, run_id, cell(2.0), validation_rules=rules) == SUBMITTED
    assert await send(http, ci, second, cell(1.0), validation_rules=rules) == SUBMITTED
    bad = await send(http, ci, third, cell(2.1), validation_rules=rules)
    assert bad["response"]["exception"] == "DataValidationError"
    key = await database.tuples(Statement("SELECT build_id, start_time FROM generic_run WHERE id = ?"), (second,))
    ignore = Statement("UPDATE generic_run SET investigation_status = 'IGNORED' WHERE build_id = ? AND start_time = ?")
    await database.execute(ignore, key[0])
    assert await send(http, ci, third, cell(2.1), validation_rules=rules) == SUBMITTED


async def test_many_cells(http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database) -> None:
    cells = [cell(float(n), row=f"row {n}") for n in range(1000)]
    assert await send(http, ci, run_id, *cells) == SUBMITTED
    assert len(await database.tuples(CELLS, (job.test_id, run_id))) == 1000
    assert len(await database.tuples(BEST, (job.test_id,))) == 1000


async def test_results_of_an_unknown_run(http: httpx.AsyncClient, ci: Account) -> None:
    unknown = uuid4()
    answer = await send(http, ci, unknown, cell(1.0))
    assert answer == {"status": "error", "response": {"exception": "DoesNotExist", "arguments": [str(unknown)]}}


async def test_a_run_without_a_test_has_no_results(http: httpx.AsyncClient, ci: Account) -> None:
    unlinked = await new_run(http, ci, f"nowhere/{uuid4()}")
    told = (await send(http, ci, unlinked, cell(1.0)))["response"]
    assert (told["exception"], told["message"]) == ("ClientException", f"Run {unlinked} is not linked to a test")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"results": [cell(1.0, column="other")]}, "results.0.column"),
        ({"results": [cell(1.0, row="größe")]}, "results.0.row"),
        ({"results": [{"column": "P99", "row": "a"}]}, "results.0.status"),
        ({"results": [cell() | {"value": "many"}]}, "results.0.value"),
        ({"results": None}, "results"),
        ({"meta": {"name": "table", "columns_meta": [{"unit": "ms"}]}}, "meta.columns_meta.0.name"),
        ({"meta": {"columns_meta": []}}, "meta.name"),
        ({"sut_timestamp": 1e300}, "sut_timestamp"),
        ({"sut_timestamp": None}, "sut_timestamp"),
    ],
)
async def test_bad_input_stores_nothing(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID, database: Database, changes: Any, word: str
) -> None:
    answer = await http.post(f"{RUNS}/{run_id}/submit_results", json=body(cell(1.0)) | changes, headers=ci.headers)
    told = answer.json()["response"]
    assert told["exception"] in ("BadRequest", "KeyError", "NotImplementedError")
    assert word in told["message"]
    assert await database.tuples(TABLE, (job.test_id,)) == []
    assert await database.tuples(CELLS, (job.test_id, run_id)) == []


async def test_tables_are_read_back_in_the_order_of_writing(
    http: httpx.AsyncClient, ci: Account, job: Job, run_id: UUID
) -> None:
    for name in ("zebra", "ant"):
        await send(http, ci, run_id, cell(2.0), name=name)
    answer = (await http.get(f"/api/v1/run/{job.test_id}/{run_id}/fetch_results", headers=ci.headers)).json()
    assert [list(table) for table in answer["tables"]] == [["zebra"], ["ant"]]
    table = answer["tables"][0]["zebra"]
    assert table["table_data"] == {"a": {"P99": {"value": 2.0, "status": "UNSET", "type": "FLOAT"}}}
    assert table["columns"] == [P99 | {"visible": True}]
