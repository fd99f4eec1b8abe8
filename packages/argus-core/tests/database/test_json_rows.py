"""Rows as the database writes them in JSON: on the wire they are the same as rows that were read column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.database import Database
from argus_core.database.json_rows import JsonRow, _fix_for
from argus_core.database.migration import load_schema
from argus_core.database.statements import insert
from argus_core.http.encoding import encode_json
from argus_core.plugins.sct.legacy import NAMES, without_gaps
from argus_core.runs.registry import run_type_classes
from argus_core.runs.rows import RunLocation

SINGLE = 1 / 3
TEXT = "größe \"тест\" \\ \n\t\u2028 {'a': 1}"
MOMENT = datetime(2026, 1, 31, 23, 59, 59, 7000)
PLAIN: Mapping[str, Any] = {
    "ascii": "plain 'text'",
    "bigint": 2**62,
    "boolean": True,
    "double": 1e300,
    "float": SINGLE,
    "int": -(2**31),
    "text": TEXT,
    "timestamp": MOMENT,
    "uuid": UUID(int=7),
}


def sample(cql: str) -> Any:
    """A value of a type, with something in each collection and each field."""
    found = re.fullmatch(r"(\w+)<(.+)>", cql)
    if found is None:
        fields = load_schema().types[cql].fields if cql not in PLAIN else {}
        return SimpleNamespace(**{name: sample(kind) for name, kind in fields.items()}) if fields else PLAIN[cql]
    outer, inner = found.groups()
    if outer == "frozen":
        return sample(inner)
    if outer in ("list", "set"):
        return [sample(inner)]
    parts = re.split(r", ?(?![^<]*>)", inner)
    if outer == "tuple":
        return tuple(sample(part) for part in parts)
    return {sample(parts[0]): sample(parts[1])}


async def stored(database: Database, core: Core, run_type: str, columns: Mapping[str, Any]) -> tuple[Any, Any]:
    """What both ways of reading give for a new run with these columns, as they go over the wire."""
    kind = core.of(run_type_classes()[run_type])
    run = RunLocation(
        run_id=uuid4(),
        run_type=run_type,
        build_id=f"json/{uuid4()}",
        start_time=utc_now(),
        release_id=None,
        group_id=None,
        test_id=None,
    )
    key = {"build_id": run.build_id, "start_time": run.start_time, "id": run.run_id}
    await database.execute(insert(kind.table.name, *{*columns, *key}), {**columns, **key})
    row, found = await kind.row_of(run), await kind.object_of(run)
    assert row is not None
    return encode_json(row.as_dict()), encode_json(found)


@pytest.mark.parametrize("run_type", sorted(run_type_classes()))
async def test_a_run_with_everything(database: Database, core: Core, run_type: str) -> None:
    table = load_schema().tables[run_type_classes()[run_type].row.tables[0]]
    values = {column.name: sample(column.type) for column in table.columns.values() if not column.only_when_created}
    as_row, as_object = await stored(database, core, run_type, values)
    assert as_object == as_row
    assert b"null" not in as_object


@pytest.mark.parametrize("run_type", sorted(run_type_classes()))
async def test_a_run_with_nothing(database: Database, core: Core, run_type: str) -> None:
    as_row, as_object = await stored(database, core, run_type, {})
    assert as_object == as_row
    assert b"[]" in as_object or b"{}" in as_object


async def test_a_run_that_is_missing(core: Core) -> None:
    kind = core.of(run_type_classes()["generic"])
    run = RunLocation(
        run_id=uuid4(),
        run_type="generic",
        build_id="json/none",
        start_time=MOMENT,
        release_id=None,
        group_id=None,
        test_id=None,
    )
    assert await kind.object_of(run) is None


async def test_numbers_that_json_does_not_have(database: Database, core: Core) -> None:
    values = {"perf_op_rate_average": float("nan"), "perf_op_rate_total": float("-inf"), "stress_duration": 1e10}
    as_row, as_object = await stored(database, core, "scylla-cluster-tests", values)
    assert as_object == as_row


def test_times_of_both_databases() -> None:
    columns = JsonRow("generic_run")
    cassandra = columns.read('{"start_time": "2026-01-31 23:59:59.007Z"}')
    scylla = columns.read('{"start_time": "2026-01-31T23:59:59.007Z"}')
    assert cassandra == scylla == {"start_time": MOMENT}


def test_types_without_a_known_form_are_refused() -> None:
    with pytest.raises(ValueError, match="blob"):
        _fix_for("list<blob>")


def test_lists_that_moved_away_are_there_and_have_no_gaps() -> None:
    assert without_gaps({"status": "passed"}) == {"status": "passed", **{name: [] for name in NAMES}}
    kept = {"events": [{"severity": "ERROR", "last_events": None}], "allocated_resources": [1], "nemesis_data": []}
    assert without_gaps(kept)["events"] == [{"severity": "ERROR", "last_events": []}]
