"""Views that people made for themselves, with highlights and action items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from argus_core.clock import EPOCH
from argus_server.seed.accounts import GHOST, People
from argus_server.seed.hierarchy import DemoTest, group_id, release_id
from argus_server.seed.scope import Scope, TableRow, name_id
from argus_server.seed.widgets import Widget, widgets

STATS: Widget = ("releaseStats", {"horizontal": True, "displayExtendedStats": True, "hiddenStatuses": []})
DASHBOARD: Widget = (
    "testDashboard",
    {"targetVersion": False, "versionsIncludeNoVersion": True, "productVersion": None},
)
ISSUES: Widget = ("githubIssues", {"submitDisabled": False, "aggregateByIssue": True})
HIGHLIGHTS = 2
"""Position of the widget that holds the highlights of the weekly meeting."""


@dataclass(frozen=True, slots=True)
class ViewModel:
    """A view over whole releases, groups (release, group) and single tests (by name, anywhere)."""

    name: str
    title: str
    owner: str
    releases: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    tests: tuple[str, ...] = ()
    description: str = ""
    widgets: tuple[Widget, ...] = (STATS, DASHBOARD)


WEEKLY = ViewModel(
    "weekly-meeting",
    "Weekly meeting – 2025.1 & master",
    "maria",
    releases=("scylla-2025.1", "scylla-master"),
    description="Open it **before** the meeting. <script>alert('never runs')</script>",
    widgets=(STATS, ("highlights", {"index": HIGHLIGHTS}), ISSUES, DASHBOARD),
)
VIEWS = (
    WEEKLY,
    ViewModel(
        "performance",
        "Performance",
        "dmitri",
        groups=(("scylla-2025.1", "performance"), ("scylla-master", "performance")),
        widgets=(("graphs", {}), ("summary", {"packageName": "scylla-server"}), ("graphedStats", {"testFilters": []})),
    ),
    ViewModel(
        "topology",
        "Топология 拓扑",
        "boris",
        groups=(("scylla-2025.1", "rolling-upgrade"),),
        tests=("longevity-schema-topology-changes-12h-test",),
        widgets=(("nemesisStats", {}), DASHBOARD),
    ),
    ViewModel(
        "pytest-and-dtest",
        "pytest & dtest",
        "noor",
        groups=(("scylla-2025.1", "dtest"), ("scylla-2025.1", "pytest"), ("scylla-master", "dtest")),
        widgets=(("pytestOverview", {"collapsed": False, "enabledStatuses": ["failure", "error"]}), STATS),
    ),
    ViewModel("empty", "Nothing yet", "anna", widgets=()),
)


def view_rows(scope: Scope, tests: Sequence[DemoTest], people: People) -> Iterator[TableRow]:
    """Rows of views; their tests are the union of their sources."""
    for place, model in enumerate(VIEWS):
        releases = [release_id(name) for name in model.releases]
        groups = [group_id(*where) for where in model.groups]
        single = [test.id for test in tests if test.name in model.tests]
        inside = [test.id for test in tests if test.release_id in releases or test.group_id in groups]
        created = scope.day - timedelta(days=70 - place, hours=7)
        yield (
            "argus_user_view",
            {
                "id": name_id("view", model.name),
                "name": model.name,
                "display_name": model.title,
                "description": model.description,
                "user_id": people[model.owner],
                "tests": list(dict.fromkeys([*single, *inside])),
                "release_ids": releases,
                "group_ids": groups,
                "created": created,
                "last_updated": created + timedelta(days=20),
                "widget_settings": widgets(*model.widgets),
            },
        )


HIGHLIGHT_TEXTS = (
    "2025.1.3 is built, all images are published 🎉",
    "Azure quota is used up until Thursday, see [the ticket](https://jira.example/browse/SCT-12)",
    "Größere Latenz bei `perf-regression-latency-650gb-test` &lt;p99&gt;",
    "Nothing new from the drivers",
)
ACTIONS = (
    ("General", "Ask for more quota in eastus"),
    ("General", "@anna: bisect the p99 regression"),
    ("SCT investigations", "Look into the coredump of longevity-200gb-48h-test"),
    ("SCT investigations", "Reproduce with `--nemesis-seed 42`"),
    ("Drivers", "Ask upstream about gocql 1.14"),
    ("Release Notes", ""),
    ("Release Notes", "Mention the new default of tombstone_gc"),
)
REMARKS = ("done yesterday", "@boris can you?", "👍", "not this week")


def highlight_rows(scope: Scope, people: People) -> Iterator[TableRow]:
    """Highlights, action items and comments of the weekly meeting. Each entry has a millisecond of its own."""
    view = name_id("view", WEEKLY.name)
    writers = [people[name] for name in ("maria", "anna", "boris", "dmitri")]
    meeting = scope.day - timedelta(days=3, hours=14)
    for place, text in enumerate(HIGHLIGHT_TEXTS):
        archived = scope.day - timedelta(days=1) if place == len(HIGHLIGHT_TEXTS) - 1 else EPOCH
        entry = {"creator_id": writers[place], "content": text, "archived_at": archived, "comments_count": 0}
        yield "widget_highlights", _entry(view, meeting, place) | entry
    for place, (group, text) in enumerate(ACTIONS):
        remarks = REMARKS[: place % 3] if text else ()
        assignee: UUID | None = (*writers, GHOST, None, people["chen"])[place]
        key = _entry(view, meeting, len(HIGHLIGHT_TEXTS) + place)
        yield (
            "widget_highlights",
            key
            | {
                "creator_id": writers[0],
                "assignee_id": assignee,
                "content": text or " ",
                "group": group,
                "completed": place % 3 == 1,
                "archived_at": EPOCH,
                "comments_count": len(remarks),
            },
        )
        for step, remark in enumerate(remarks):
            yield (
                "widget_comment",
                {
                    "view_id": view,
                    "index": HIGHLIGHTS,
                    "highlight_at": key["created_at"],
                    "created_at": meeting + timedelta(hours=1 + step, minutes=place),
                    "creator_id": writers[(place + step) % len(writers)],
                    "content": remark,
                },
            )


def _entry(view: UUID, meeting: Any, place: int) -> dict[str, Any]:
    return {"view_id": view, "index": HIGHLIGHTS, "created_at": meeting + timedelta(milliseconds=place)}
