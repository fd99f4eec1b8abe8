"""Reads of issues."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID

from argus_core.database import Database, Statement
from argus_core.issues.rows import GithubIssue, IssueLink, JiraIssue

LINKS = Statement(IssueLink.select("WHERE run_id = ?"))
GITHUB = Statement(GithubIssue.select("WHERE id = ?"))
JIRA = Statement(JiraIssue.select("WHERE id = ?"))


class IssueRepository:
    """The tables `issue_link`, `github_issue` and `jira_issue`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def links_of(self, run_id: UUID) -> list[IssueLink]:
        """Links of a run; half-deleted ones (no type) are left out."""
        return [link for link in await self._database.fetch(LINKS, (run_id,), into=IssueLink) if link.type]

    async def issues(self, links: Iterable[IssueLink]) -> dict[UUID, GithubIssue | JiraIssue]:
        """The issues of these links by id; those that are gone are left out."""
        wanted = {link.issue_id: link.type for link in links if link.issue_id is not None}
        found = await asyncio.gather(*(self._one(issue_id, kind) for issue_id, kind in wanted.items()))
        return {issue.id: issue for issue in found if issue is not None and issue.id is not None}

    async def _one(self, issue_id: UUID, kind: str | None) -> GithubIssue | JiraIssue | None:
        if kind == "jira":
            return await self._database.fetch_one(JIRA, (issue_id,), into=JiraIssue)
        return await self._database.fetch_one(GITHUB, (issue_id,), into=GithubIssue)
