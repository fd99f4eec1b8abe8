"""Comments on runs, the activity log, notifications."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_core.activity.rows import EventKind
from argus_core.runs.status import InvestigationStatus
from argus_server.seed.accounts import ENGINEERS, GHOST, People
from argus_server.seed.issues import Link
from argus_server.seed.runs import DemoRun, epoch
from argus_server.seed.scope import Scope, TableRow, time_id

TEXTS = (
    "Same as last week, see the issue.",
    "@anna can you have a look? The coordinator log ends at 03:12.",
    "Rebuild started.",
    "Not a product problem: **spot instance** was taken away.\n\n- db-node-4\n- db-node-5",
    "`nodetool status` shows &lt;DN&gt; for node 3, größer als erwartet 🤔",
    "@boris @juergen.weiss this is the third time",
    "https://github.com/scylladb/scylladb/issues/20413 again",
)
RAW_TEXT = "An old comment with <b>markup</b> <img src=x onerror=alert(1)> from before messages were escaped"
MENTIONS = {1: ("anna",), 5: ("boris", "juergen.weiss")}
FLOODED = "anna"
"""Has more notifications than a page shows."""


@dataclass(frozen=True, slots=True)
class DemoComment:
    """A comment; `text` is a place in TEXTS, -1 the raw one."""

    id: UUID
    run: DemoRun
    author: UUID
    time: datetime
    text: int

    @property
    def message(self) -> str:
        return RAW_TEXT if self.text < 0 else TEXTS[self.text]


def build_comments(scope: Scope, runs: Sequence[DemoRun], people: People) -> list[DemoComment]:
    """Comments of 40 % of the bad runs."""
    found: list[DemoComment] = []
    for run in runs:
        draw = scope.draw("comments", run.id)
        if not run.bad or not draw.chance(0.4):
            continue
        for place in range(draw.randrange(1, 5)):
            author = GHOST if draw.chance(0.08) else people[draw.choice(ENGINEERS)]
            text = -1 if draw.chance(0.04) or not found else draw.randrange(len(TEXTS))
            time = run.end + timedelta(minutes=20 + 90 * place + draw.randrange(80))
            found.append(DemoComment(scope.id("comment", run.id, place), run, author, min(time, scope.day), text))
    return found


def comment_rows(comments: Sequence[DemoComment], people: People) -> Iterator[TableRow]:
    """Rows of comments."""
    for comment in comments:
        columns = {
            "id": comment.id,
            "posted_at": epoch(comment.time),
            "test_run_id": comment.run.id,
            "user_id": comment.author,
            "release_id": comment.run.test.release_id,
            "test_id": comment.run.test.id,
            "message": comment.message,
            "mentions": [people[name] for name in MENTIONS.get(comment.text, ())],
            "reactions": {"+1": 2, "🎉": 1} if comment.text == 2 else None,
        }
        yield "argus_test_run_comment", columns


# ---- activity --------------------------------------------------------------------------------------------------------
def activity_rows(
    scope: Scope, runs: Sequence[DemoRun], comments: Sequence[DemoComment], links: Sequence[Link], people: People
) -> Iterator[TableRow]:
    """Rows of the activity log: what people did with a run that did not pass, and every comment and issue."""
    for run in runs:
        for place, (kind, user_id, moment, body) in enumerate(_acts(scope, run, people)):
            yield "argus_event", _entry(scope.id("act", run.id, place), kind, run, user_id, moment, body)
    for comment in comments:
        body = {"message": "A comment was posted by {username}", "username": people.name_of(comment.author)}
        entry = _entry(
            scope.id("act", comment.id), EventKind.COMMENT_POSTED, comment.run, comment.author, comment.time, body
        )
        yield "argus_event", entry | {"group_id": None}
    for link in links:
        word = "summary" if link.issue.kind == "jira" else "title"
        body = {
            "message": f'An issue titled "{{{word}}}" was attached by {{username}}',
            "username": people.name_of(link.user_id),
            "url": link.issue.url,
            word: link.issue.title,
            "state": link.issue.state,
        }
        act_id = scope.id("act", link.run.id, link.issue.id)
        yield "argus_event", _entry(act_id, EventKind.ISSUE_ADDED, link.run, link.user_id, link.time, body)


Act = tuple[EventKind, UUID, datetime, dict[str, str]]


def _acts(scope: Scope, run: DemoRun, people: People) -> Iterator[Act]:
    draw = scope.draw("activity", run.id)
    name = draw.choice(("maria", *ENGINEERS))
    user_id = people[name]
    by = {"username": name}
    yield (
        EventKind.STATUS_CHANGED,
        people["jenkins"],
        run.at(0.02),
        {
            "message": "Status was changed from {old_status} to {new_status} by {username}",
            "old_status": "created",
            "new_status": "running",
            "username": "jenkins",
        },
    )
    if run.assignee is not None and run.bad:
        yield (
            EventKind.ASSIGNEE_CHANGED,
            user_id,
            run.end + timedelta(minutes=11),
            {
                "message": 'Assignee was changed from "{old_user}" to "{new_user}" by {username}',
                "old_user": "None",
                "new_user": people.name_of(run.assignee),
            }
            | by,
        )
    if run.investigation is not InvestigationStatus.NOT_INVESTIGATED:
        yield (
            EventKind.STATUS_CHANGED,
            user_id,
            run.end + timedelta(minutes=34),
            {
                "message": "Investigation status was changed from {old_status} to {new_status} by {username}",
                "old_status": InvestigationStatus.NOT_INVESTIGATED.value,
                "new_status": run.investigation.value,
            }
            | by,
        )
    if run.investigation is InvestigationStatus.IGNORED:
        yield (
            EventKind.BATCH_INVESTIGATION_STATUS_CHANGED,
            user_id,
            run.end + timedelta(minutes=35),
            {"message": "Run was marked as ignored by {username} due to the following reason: {reason}"}
            | by
            | {"reason": "spot instances <all> were taken away"},
        )


def _entry(
    entry_id: UUID, kind: EventKind, run: DemoRun, user_id: UUID, moment: datetime, body: dict[str, str]
) -> dict[str, object]:
    return {
        "id": entry_id,
        "release_id": run.test.release_id,
        "group_id": run.test.group_id,
        "test_id": run.test.id,
        "run_id": run.id,
        "user_id": user_id,
        "kind": kind.value,
        "body": json.dumps(body, separators=(",", ":")),
        "created_at": moment,
    }


# ---- notifications ---------------------------------------------------------------------------------------------------
def notification_rows(
    scope: Scope, runs: Sequence[DemoRun], comments: Sequence[DemoComment], people: People
) -> Iterator[TableRow]:
    """Mentions in comments and assignments of bad runs; the newest third is unread."""
    newest = scope.day - timedelta(days=20)
    for comment in comments:
        for name in MENTIONS.get(comment.text, ()):
            if people[name] != comment.author:
                yield (
                    "argus_notification",
                    _notification(comment.run, people[name], comment.author, comment.time, people, comment=comment)
                    | {"state": 1 if comment.time > newest else 2},
                )
    for run in runs:
        receivers = {run.assignee, people[FLOODED] if run.test.group.name == "longevity" else None} - {None, GHOST}
        for receiver in sorted(receivers, key=str):
            if run.bad and receiver is not None:
                time = min(run.end + timedelta(minutes=11), scope.day)
                columns = _notification(run, receiver, people["maria"], time, people)
                yield "argus_notification", columns | {"state": 1 if time > newest else 2}


def _notification(
    run: DemoRun, receiver: UUID, sender: UUID, time: datetime, people: People, *, comment: DemoComment | None = None
) -> dict[str, object]:
    who = f"<span class='fw-bold'>@{html.escape(people.name_of(sender))}</span>"
    where = f"/test/{run.test.id}/runs?additionalRuns%5B%5D={run.id}"
    link = f"<a href='{where}'>{html.escape(run.test.build_id)}#{run.number}</a>"
    mention = comment is not None
    content = f"mentioned by {who} in a discussion of {link}" if mention else f"assigned by {who} to {link}"
    source = comment.id if comment is not None else run.id
    return {
        "receiver": receiver,
        "id": time_id(time, "notification", receiver, source),
        "type": "TYPE_MENTION" if mention else "TYPE_ASSIGNEE_CHANGE",
        "sender": sender,
        "source_type": "COMMENT" if mention else "TEST_RUN",
        "source_id": source,
        "title": "You were mentioned in a comment" if mention else "You were assigned to a run",
        "content": f"You were {content}.",
    }
