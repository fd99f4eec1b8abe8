"""The runs that similar events are in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from argus_core.issues.repository import IssueRepository
from argus_core.issues.rows import GithubIssue, IssueLink, JiraIssue
from argus_core.plugins.sct.packages.versions import SERVER, SERVER_TARGET, first_of
from argus_core.plugins.sct.run_type import SctRunType
from argus_core.runs.build_number import build_number
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

MOST = 20
GITHUB_FIELDS = ("number", "state", "title", "url", "owner", "repo")
JIRA_FIELDS = ("key", "state", "summary", "permalink")
SERVERS = ("scylla-server-upgraded", SERVER, SERVER_TARGET)


class SimilarRunService:
    """Builds and issues of runs."""

    def __init__(self, core: Core) -> None:
        self._locator = core.of(RunService).locator
        self._type = core.of(SctRunType)
        self._issues = IssueRepository(core.database)

    async def info(self, run_ids: list[UUID]) -> dict[str, Any]:
        """Up to 20 of the runs by id, those with issues first; unknown runs are left out."""
        links = dict(zip(run_ids, await asyncio.gather(*(self._issues.links_of(r) for r in run_ids)), strict=True))
        chosen = sorted(run_ids, key=lambda run_id: not links[run_id])[:MOST]
        issues, rows = await asyncio.gather(
            self._issues.issues(link for run_id in chosen for link in links[run_id]),
            asyncio.gather(*(self._row(run_id) for run_id in chosen)),
        )
        return {
            str(run_id): described(row) | {"issues": issues_of(links[run_id], issues)}
            for run_id, row in zip(chosen, rows, strict=True)
            if row is not None
        }

    async def _row(self, run_id: UUID) -> tuple[Any, ...] | None:
        run = await self._locator.find(self._type.name, run_id)
        if run is None:
            return None
        return await self._type.table.read(run, "build_id", "start_time", "build_number", "build_job_url", "packages")


def described(row: tuple[Any, ...]) -> dict[str, Any]:
    """Build, start and version of a run."""
    build_id, start_time, number, url, packages = row
    if number is None:
        number = build_number(url)
    server = first_of(packages or (), *SERVERS)
    return {
        "build_id": f"{build_id}#{-1 if number is None else number}",
        "start_time": start_time.isoformat(),
        "version": f"{server.version}-{server.date}" if server is not None else "unknown",
    }


def issues_of(links: list[IssueLink], issues: dict[UUID, GithubIssue | JiraIssue]) -> list[dict[str, Any]]:
    """The issues of a run as the page shows them."""
    found = [issues[link.issue_id] for link in links if link.issue_id in issues]
    return [
        {"subtype": "jira"} | {name: getattr(issue, name) for name in JIRA_FIELDS}
        if isinstance(issue, JiraIssue)
        else {"subtype": "github"} | {name: getattr(issue, name) for name in GITHUB_FIELDS}
        for issue in found
    ]
