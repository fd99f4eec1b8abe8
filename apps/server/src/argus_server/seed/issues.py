"""Issues of GitHub and Jira, and the runs they are linked to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_server.seed.accounts import ENGINEERS, People
from argus_server.seed.events import DemoEvent
from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import Scope, TableRow, name_id

TITLES = (
    "raft topology: barrier fails with rpc::closed_error while a node is replaced",
    "Reactor stalled for more than 300 ms in sstable_set::insert <hot path>",
    "Größere Partitionen: large_data handler logs twice",
    "Not enough replicas at QUORUM during rolling restart",
    "Coredump in compaction_manager on shutdown",
    "nodetool decommission hangs when a tablet migrates",
    "materialized view builder falls behind 🐌",
    "Alternator TTL scanner skips the last segment",
)
JIRA = "https://jira.example"
DELETED_ISSUE = name_id("issue", "deleted")
"""An issue whose row is gone; a link to it is left."""


@dataclass(frozen=True, slots=True)
class DemoIssue:
    """An issue of either kind; `repo` is `owner/name`, of Jira issues the project."""

    kind: str
    repo: str
    number: int
    title: str
    closed: bool
    added: datetime

    @property
    def id(self) -> UUID:
        return name_id("issue", self.kind, self.repo, self.number)

    @property
    def url(self) -> str:
        """Its address."""
        if self.kind == "jira":
            return f"{JIRA}/browse/{self.repo}-{self.number}"
        return f"https://github.com/{self.repo}/issues/{self.number}"

    @property
    def state(self) -> str:
        """As its service words it."""
        if self.kind == "jira":
            return "done" if self.closed else "in progress"
        return "closed" if self.closed else "open"


@dataclass(frozen=True, slots=True)
class Link:
    """An issue on a run, perhaps for one of its events."""

    run: DemoRun
    issue: DemoIssue
    user_id: UUID
    event_id: UUID | None
    time: datetime


def build_issues(scope: Scope) -> list[DemoIssue]:
    """All issues, the most linked ones first."""
    draw = scope.draw("issues")
    places = [("github", "scylladb/scylladb", 20_400)] * 5 + [("jira", "SCT", 310)] * 2 + [("jira", "SCYLLADB", 77)]
    places += [("github", "scylladb/scylla-cluster-tests", 9_800), ("github", "scylladb/scylla-operator", 2_100)]
    return [
        DemoIssue(
            kind,
            repo,
            base + 13 * place,
            TITLES[place % len(TITLES)],
            closed=draw.chance(0.3),
            added=scope.day - timedelta(days=80 - 6 * place, hours=3),
        )
        for place, (kind, repo, base) in enumerate(places)
    ]


def build_links(
    scope: Scope,
    runs: Sequence[DemoRun],
    issues: Sequence[DemoIssue],
    events: Mapping[UUID, Sequence[DemoEvent]],
    people: People,
) -> list[Link]:
    """Links of a quarter of the bad runs, a third of them to an event."""
    found = []
    weights = {issue: 1 / (1 + place) for place, issue in enumerate(issues)}
    for run in runs:
        draw = scope.draw("links", run.id)
        if not run.bad or not draw.chance(0.35):
            continue
        loud = [event for event in events.get(run.id, ()) if event.severity in ("ERROR", "CRITICAL")]
        for issue in dict.fromkeys(draw.weighted(weights) for _ in range(draw.randrange(1, 4))):
            event = draw.choice(loud).id if loud and draw.chance(0.4) else None
            time = run.end + timedelta(hours=draw.uniform(0.2, 20))
            found.append(Link(run, issue, people[draw.choice(ENGINEERS)], event, min(time, scope.day)))
    return found


def issue_rows(scope: Scope, issues: Sequence[DemoIssue], links: Sequence[Link], people: People) -> Iterator[TableRow]:
    """Rows of issues and links."""
    for issue in issues:
        yield from _issue(issue, people)
    for link in links:
        yield "issue_link", _link_columns(link.run, link.issue.id, link) | {"type": link.issue.kind}
    first = links[0]
    yield "issue_link", _link_columns(first.run, DELETED_ISSUE, first) | {"type": "github", "event_id": None}


def _link_columns(run: DemoRun, issue_id: UUID, link: Link) -> dict[str, object]:
    return {
        "run_id": run.id,
        "issue_id": issue_id,
        "release_id": run.test.release_id,
        "group_id": run.test.group_id,
        "test_id": run.test.id,
        "user_id": link.user_id,
        "event_id": link.event_id,
        "added_on": link.time,
    }


def _issue(issue: DemoIssue, people: People) -> Iterator[TableRow]:
    shared = {"id": issue.id, "user_id": people["anna"], "state": issue.state, "added_on": issue.added}
    if issue.kind == "jira":
        yield (
            "jira_issue",
            shared
            | {
                "summary": issue.title,
                "key": f"{issue.repo}-{issue.number}",
                "project": issue.repo,
                "permalink": issue.url,
                "labels": [_label(name, "000") for name in ("sct", "triage größer")],
                "assignees": ["boris@example.com"] if not issue.closed else [],
            },
        )
        return
    owner, repo = issue.repo.split("/")
    yield (
        "github_issue",
        shared
        | {
            "type": "issues",
            "owner": owner,
            "repo": repo,
            "number": issue.number,
            "title": issue.title,
            "url": issue.url,
            "labels": [_label("P1 Urgent", "b60205"), _label("area/topology <b>", "0e8a16")],
            "assignees": [("kbr-demo", "https://github.com/kbr-demo")] if issue.number % 2 else [],
        },
    )


def _label(name: str, color: str) -> tuple[int, str, str, str]:
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:8], 16), name, color, ""
