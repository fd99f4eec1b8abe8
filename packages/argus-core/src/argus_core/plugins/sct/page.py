"""What a run tells besides its row: reports, disruptions and machines, each in a table of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.database.rows import Cql, Int, Row, Text, Uuid


@dataclass(slots=True, kw_only=True)
class JunitReport(Row, table="sctjunit_reports"):
    """A JUnit report; `test_id` is the id of the run, `report` the file in Base64."""

    test_id: Uuid
    file_name: Text
    report: Text


@dataclass(slots=True, kw_only=True)
class Nemesis(Row, table="sct_nemesis"):
    """A disruption of the cluster. Times are seconds since 1970, the duration is in seconds."""

    run_id: Uuid
    start_time: Int
    class_name: Text
    name: Text
    duration: Int
    target_node: Annotated[Any, Cql("frozen<nodedescription>")]
    status: Text
    end_time: Int
    stack_trace: Text


@dataclass(slots=True, kw_only=True)
class Resource(Row, table="sct_resource"):
    """A machine of a run."""

    run_id: Uuid
    name: Text
    state: Text
    resource_type: Text
    instance_info: Annotated[Any, Cql("frozen<cloudinstancedetails_v3>")]


REPORTS = Statement(JunitReport.select("WHERE test_id = ?"))
NEMESES = Statement(Nemesis.select("WHERE run_id = ?"))
RESOURCES = Statement(Resource.select("WHERE run_id = ?"))


async def page_tables(database: Database, run_id: UUID) -> dict[str, list[Any]]:
    """By the names of the columns where old runs have them: reports by file, disruptions by start, machines by name."""
    reports, nemeses, resources = await asyncio.gather(
        database.fetch(REPORTS, (run_id,), into=JunitReport),
        database.fetch(NEMESES, (run_id,), into=Nemesis),
        database.fetch(RESOURCES, (run_id,), into=Resource),
    )
    return {"junit_reports": reports, "nemesis_data": nemeses, "allocated_resources": resources}
