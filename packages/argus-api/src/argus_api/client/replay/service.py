"""Replaying an upload."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from starlette.types import ASGIApp, Scope

from argus_api.client.replay.archive import journal_lines
from argus_api.client.replay.backfill import LogBackfill
from argus_api.client.replay.dispatch import dispatch
from argus_api.client.replay.hierarchy import ReplayHierarchy, build_id_of
from argus_api.client.replay.records import FINALIZE, NEVER, SUBMIT, Record, in_order, latest_by_run, read_records
from argus_api.client.replay.schemas import ReplayReport
from argus_api.client.replay.target import RefusedTarget, resolve
from argus_core.database import DatabaseError
from argus_core.errors import ArgusError
from argus_core.identity.callers import Caller

if TYPE_CHECKING:
    from argus_core.core import Core

log = logging.getLogger("argus.replay")


@dataclass(frozen=True, slots=True)
class Options:
    """How to replay."""

    dry_run: bool
    create_missing_tests: bool
    backfill_logs: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and as whom the calls are made."""

    app: ASGIApp
    scope: Scope
    caller: Caller


class ReplayService:
    """Makes recorded calls again, one after the other: their order matters."""

    def __init__(self, core: Core) -> None:
        self._hierarchy = core.of(ReplayHierarchy)
        self._backfill = core.of(LogBackfill)

    async def replay(self, upload: IO[bytes], options: Options, stage: Stage) -> ReplayReport:
        """Replay an archive; raises ReplayServiceError when it cannot be read."""
        records = in_order(await asyncio.to_thread(lambda: read_records(journal_lines(upload))))
        latest, report = latest_by_run(records), ReplayReport()
        for record in records:
            await self._process(record, latest, options, stage, report)
        if options.backfill_logs and not options.dry_run:
            async for record in self._backfill.records(records):
                if await self._process(record, latest, options, stage, report):
                    report.backfilled_logs += len(record.body["logs"])
        return report

    async def _process(
        self, record: Record, latest: dict[tuple[str, str], int], options: Options, stage: Stage, report: ReplayReport
    ) -> bool:
        """Whether the record succeeded."""
        report.total += 1
        if is_never_replayed(record):
            report.skipped_no_replay += 1
            return False
        error = await self._outcome(record, latest, options, stage)
        report.count(record.ts, record.endpoint, error)
        return error is None

    async def _outcome(
        self, record: Record, latest: dict[tuple[str, str], int], options: Options, stage: Stage
    ) -> str | None:
        build_id = build_id_of(record) if record.endpoint == SUBMIT else None
        if build_id is not None and not options.create_missing_tests:
            missing = await self._missing(build_id)
            if missing is not None:
                return missing
        if options.dry_run:
            return None
        if build_id is not None and options.create_missing_tests:
            await self._ensure(record, build_id, stage.caller.user.username or "")
        try:
            return await dispatch(stage.app, stage.scope, record, stage.caller, body_of(record, latest))
        except RefusedTarget as error:
            return f"BadRequest: {error}"

    async def _missing(self, build_id: str) -> str | None:
        try:
            return await self._hierarchy.missing(build_id)
        except DatabaseError as error:  # the submission itself will tell
            log.warning("The test of %s could not be looked up: %s", build_id, error)
            return None

    async def _ensure(self, record: Record, build_id: str, username: str) -> None:
        try:
            await self._hierarchy.ensure(record, build_id, username)
        except ArgusError as error:
            log.warning("The test of %s could not be created: %s", build_id, error)


def is_never_replayed(record: Record) -> bool:
    """Whether a record would send mail or start jobs, however its endpoint is written."""
    try:
        return record.endpoint in NEVER or resolve(record.endpoint, record.location) in NEVER
    except RefusedTarget:
        return False


def body_of(record: Record, latest: dict[tuple[str, str], int]) -> Any:
    """The body to send: the end of a run that was recorded without one is when it was recorded."""
    body = record.body
    if record.endpoint != FINALIZE or not isinstance(body, dict) or "end_time" in body:
        return body
    ended = record.ts or latest.get(record.run or ("", ""), 0)
    return body | {"end_time": ended / 1000} if ended else body
