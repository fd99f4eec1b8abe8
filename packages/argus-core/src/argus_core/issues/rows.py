"""Rows of issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from argus_core.database.rows import Cql, Int, Row, Text, TextList, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class IssueLink(Row, table="issue_link"):
    """An issue of a run."""

    run_id: Uuid
    issue_id: Uuid
    release_id: Uuid
    group_id: Uuid
    test_id: Uuid
    user_id: Uuid
    event_id: Uuid
    added_on: Timestamp
    type: Text


@dataclass(slots=True, kw_only=True)
class GithubIssue(Row, table="github_issue"):
    """An issue or pull request of GitHub."""

    id: Uuid
    user_id: Uuid
    type: Text
    owner: Text
    repo: Text
    number: Int
    state: Text
    title: Text
    labels: Annotated[list[Any], Cql("list<frozen<issue_label>>")]
    assignees: Annotated[list[Any], Cql("list<frozen<issue_assignee>>")]
    url: Text
    added_on: Timestamp


@dataclass(slots=True, kw_only=True)
class JiraIssue(Row, table="jira_issue"):
    """An issue of Jira."""

    id: Uuid
    user_id: Uuid
    summary: Text
    key: Text
    state: Text
    project: Text
    permalink: Text
    labels: Annotated[list[Any], Cql("list<frozen<issue_label>>")]
    assignees: TextList
    added_on: Timestamp
