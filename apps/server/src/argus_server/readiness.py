"""Whether this process can serve."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import FastAPI

from argus_core.application import Composition
from argus_core.database import Database, DatabaseError, Statement
from argus_core.database.migration import load_schema

TABLES = Statement("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", timeout=3)
PATIENCE = 4
"""Seconds in which the database must answer; who asks wants to know now."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong; fatal: no traffic should come here."""

    text: str
    fatal: bool


async def problems(app: FastAPI) -> list[Problem]:
    """All that is wrong with this process."""
    composition: Composition = app.state.composition
    found = [
        Problem(f"The package {name} could not be loaded: {reason}", fatal=False)
        for name, reason in composition.failures.items()
    ]
    core = app.state.core
    try:
        async with asyncio.timeout(PATIENCE):
            missing = await missing_tables(core.database)
    except TimeoutError:
        return [Problem("The database does not answer in time.", fatal=True), *found]
    except DatabaseError as error:
        return [Problem(error.message, fatal=True), *found]
    if missing:
        text = f"Tables are missing: {', '.join(missing)}. Run `argus-server migrate`."
        return [Problem(text, fatal=True), *found]
    for blueprint in composition.enabled:
        if blueprint.ready is not None:
            try:
                await blueprint.ready(core)
            except Exception as error:  # whatever a package's check raises makes it not ready
                found.append(Problem(f"The package {blueprint.name} is not ready: {error}", fatal=True))
    return found


async def missing_tables(database: Database) -> list[str]:
    """Required tables that the keyspace lacks; one read."""
    there = {name for (name,) in await database.tuples(TABLES, (database.keyspace,))}
    return sorted(name for name, table in load_schema().tables.items() if not table.in_tablets and name not in there)
