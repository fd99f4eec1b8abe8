"""What people say about runs: status, investigation, assignee.

Each change writes one column, an entry of the activity log, and drops the statistics of the release. Whatever can be
refused is refused before anything is written.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.activity.repository import ActivityRepository
from argus_core.activity.rows import EventKind
from argus_core.background import Later, run_guarded
from argus_core.errors import DocumentNotFound
from argus_core.notifications.names import NotificationSource, NotificationType
from argus_core.notifications.service import NotificationService
from argus_core.runs.errors import RunNotFound, TestEntityUnknown
from argus_core.runs.indexes import ReleaseIndexes
from argus_core.runs.status import InvestigationStatus, TestStatus
from argus_core.runs.subjects import Subject, Subjects
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

STATUS = "Status was changed from {old_status} to {new_status} by {username}"
INVESTIGATION = "Investigation status was changed from {old_status} to {new_status} by {username}"
ASSIGNEE = 'Assignee was changed from "{old_user}" to "{new_user}" by {username}'
NOBODY = "None"


class RunTriage:
    """Changes what people decide about a run."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._subjects = core.of(Subjects)
        self._activity = ActivityRepository(core.database)
        self._indexes = ReleaseIndexes(core.database)

    async def set_status(self, caller: User, test_id: UUID, run_id: UUID, status: TestStatus) -> None:
        """Any status may follow any other, also itself. Raises TestEntityUnknown, RunNotFound."""
        try:
            subject = await self._subjects.find(test_id, run_id)
        except RunNotFound:
            raise
        except DocumentNotFound as error:
            raise TestEntityUnknown(test_id) from error
        await self._change_status(caller, subject, "status", status, STATUS)

    async def set_investigation(self, caller: User, test_id: UUID, run_id: UUID, status: InvestigationStatus) -> None:
        """How far somebody has looked into the run. Raises DocumentNotFound for an unknown test or run."""
        subject = await self._subjects.find(test_id, run_id)
        await self._change_status(caller, subject, "investigation_status", status, INVESTIGATION)

    async def set_assignee(
        self, caller: User, test_id: UUID, run_id: UUID, assignee: UUID | None, later: Later
    ) -> None:
        """Who takes care of the run; None: nobody. Somebody else than the caller is told.

        A failure to tell them fails nothing; the mail goes out after the answer. Raises DocumentNotFound for an unknown
        test, run or account.
        """
        subject, new = await asyncio.gather(self._subjects.find(test_id, run_id), self._account(assignee))
        before, number = await self._read(subject, "assignee", "build_number")
        old = await self._core.users.by_id(before) if before is not None else None
        await subject.run_type.table.set(subject.run, {"assignee": assignee})
        body = {"message": ASSIGNEE, "old_user": _name(old), "new_user": _name(new), "username": caller.username}
        told = self._tell(caller, subject, assignee, number, later)
        await asyncio.gather(self._record(caller, subject, EventKind.ASSIGNEE_CHANGED, body), told)

    # ---- steps ---------------------------------------------------------------------------------------------------
    async def _change_status(
        self, caller: User, subject: Subject, column: str, status: TestStatus | InvestigationStatus, message: str
    ) -> None:
        (before,) = await self._read(subject, column)
        await subject.run_type.table.set(subject.run, {column: status.value})
        body = {"message": message, "old_status": before, "new_status": status.value, "username": caller.username}
        # Changes of the investigation have always been of this kind, too.
        await self._record(caller, subject, EventKind.STATUS_CHANGED, body)

    @staticmethod
    async def _read(subject: Subject, *columns: str) -> tuple[Any, ...]:
        found = await subject.run_type.table.read(subject.run, "id", *columns)
        if found is None or found[0] is None:
            raise RunNotFound(subject.run.run_id)
        return found[1:]

    async def _record(self, caller: User, subject: Subject, kind: EventKind, body: dict[str, Any]) -> None:
        ids = subject.ids | {"user_id": caller.id, "group_id": subject.test.group_id}
        await asyncio.gather(
            self._activity.add(kind, body, **ids), self._indexes.drop_all_snapshots(subject.test.release_id)
        )

    async def _account(self, user_id: UUID | None) -> User | None:
        if user_id is None:
            return None
        user = await self._core.users.by_id(user_id)
        if user is None:
            raise DocumentNotFound("User", user_id)
        return user

    async def _tell(
        self, caller: User, subject: Subject, assignee: UUID | None, build_number: int | None, later: Later
    ) -> None:
        if assignee is None or assignee == caller.id:
            return
        assert caller.id is not None  # noqa: S101  (the primary key)
        assert subject.run.run_id is not None  # noqa: S101
        await run_guarded(
            self._core,
            "assignment_notification",
            self._core.of(NotificationService).send,
            receiver=assignee,
            sender=caller.id,
            type=NotificationType.ASSIGNEE_CHANGE,
            source=NotificationSource.TEST_RUN,
            source_id=subject.run.run_id,
            content_params=run_params(subject, build_number),
            later=later,
        )


def run_params(subject: Subject, build_number: int | None) -> dict[str, Any]:
    """What notifications about a run say of it."""
    return {
        "run_id": subject.run.run_id,
        "test_id": subject.test.id,
        "build_id": subject.run.build_id,
        "build_number": build_number,
    }


def _name(user: User | None) -> str:
    return NOBODY if user is None else str(user.username)
