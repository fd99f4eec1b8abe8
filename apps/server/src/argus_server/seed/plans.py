"""Release plans, the views that they drive, and comments of the duty planner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from argus_server.seed.accounts import GHOST, People
from argus_server.seed.hierarchy import DemoTest, group_id, release_id
from argus_server.seed.scope import Scope, TableRow, name_id, time_id
from argus_server.seed.widgets import plan_widgets


@dataclass(frozen=True, slots=True)
class PlanModel:
    """A plan as somebody thinks of it: whole groups and single tests, and who takes what."""

    release: str
    name: str
    version: str | None
    owner: str
    days_ago: int
    groups: tuple[str, ...]
    tests: tuple[str, ...]
    takers: tuple[tuple[str, str], ...]
    completed: bool = False
    description: str = ""


PLANS = (
    PlanModel(
        "scylla-2025.1",
        "Tier 1",
        "2025.1.2",
        "maria",
        48,
        ("tier1", "artifacts"),
        ("longevity-100gb-4h-test", "rolling-upgrade-ami-test"),
        (("tier1", "anna"), ("artifacts", "chen"), ("longevity-100gb-4h-test", "boris")),
        completed=True,
        description="What every patch release must pass.",
    ),
    PlanModel(
        "scylla-2025.1",
        "Tier 1",
        "2025.1.3",
        "maria",
        14,
        ("tier1", "artifacts", "rolling-upgrade"),
        ("longevity-100gb-4h-test", "longevity-cdc-100gb-4h-test", "gemini-3h-with-nemesis-test"),
        (("tier1", "anna"), ("artifacts", "chen"), ("longevity-100gb-4h-test", "boris"), ("rolling-upgrade", "fatima")),
        description="What every patch release must pass. Größe zählt – <i>see</i> the wiki.",
    ),
    PlanModel(
        "scylla-2025.1",
        "Performance watch",
        None,
        "admin",
        60,
        ("performance",),
        (),
        (("performance", "dmitri"),),
    ),
    PlanModel(
        "scylla-operator/operator-1.15",
        "Operator GA",
        "1.15.1",
        "elif",
        30,
        ("functional",),
        (),
        (("functional", "juergen.weiss"),),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """A plan with ids; `tests` and `groups` are those that it names, `members` all tests that it covers."""

    id: UUID
    model: PlanModel
    key: str
    created: datetime
    owner: UUID
    tests: list[UUID]
    groups: list[UUID]
    members: list[UUID]
    mapping: dict[UUID, UUID]

    @property
    def view_id(self) -> UUID:
        """The view that the plan drives."""
        return name_id("plan view", self.key)

    def assignee(self, test: DemoTest) -> UUID | None:
        """Who takes a test; None when the plan does not cover it."""
        if test.group_id in self.groups:
            return self.mapping.get(test.group_id, self.owner)
        return self.mapping.get(test.id, self.owner) if test.id in self.tests else None


def build_plans(scope: Scope, tests: Sequence[DemoTest], people: People) -> list[DemoPlan]:
    """All plans; keys are numbered without gaps per release."""
    numbers: dict[str, int] = {}
    found = []
    for model in PLANS:
        numbers[model.release] = numbers.get(model.release, 0) + 1
        inside = [test for test in tests if test.release.name == model.release]
        ids = {test.name: test.id for test in inside} | {test.group.name: test.group_id for test in inside}
        groups, single = [ids[name] for name in model.groups], [ids[name] for name in model.tests]
        created = scope.day - timedelta(days=model.days_ago, hours=8)
        key = f"{model.release}#{numbers[model.release]}"
        found.append(
            DemoPlan(
                id=time_id(created, "plan", key),
                model=model,
                key=key,
                created=created,
                owner=people[model.owner],
                tests=single,
                groups=groups,
                members=[*single, *(t.id for t in inside if t.group_id in groups and t.id not in single)],
                mapping={ids[what]: people[who] for what, who in model.takers},
            )
        )
    return found


def plan_rows(scope: Scope, plans: Sequence[DemoPlan]) -> Iterator[TableRow]:
    """Rows of plans and of their views."""
    previous: DemoPlan | None = None
    for plan in plans:
        model = plan.model
        copied = previous is not None and previous.model.name == model.name
        changed = plan.created + timedelta(days=3, minutes=12)
        yield (
            "argus_release_plan",
            {
                "id": plan.id,
                "name": model.name,
                "completed": model.completed,
                "description": model.description,
                "owner": plan.owner,
                "participants": [*dict.fromkeys(plan.mapping.values()), *([GHOST] if model.completed else [])],
                "target_version": model.version,
                "assignee_mapping": plan.mapping,
                "release_id": release_id(model.release),
                "tests": plan.tests,
                "groups": plan.groups,
                "view_id": plan.view_id,
                "created_from": previous.id if copied and previous is not None else None,
                "creation_time": plan.created,
                "last_updated": changed,
                "ends_at": None if model.version is None else plan.created + timedelta(days=21),
                "key": plan.key,
                "options": json.dumps({str(plan.tests[0]): {"labels": ["must pass", "größer"]}})
                if plan.tests
                else None,
            },
        )
        yield "argus_user_view", _view_columns(plan, changed)
        previous = plan


def _view_columns(plan: DemoPlan, changed: datetime) -> dict[str, object]:
    model = plan.model
    version = f" ({model.version}) " if model.version else ""
    title = f"{model.release} {version}- {model.name}"
    about = f'Automatic view for the release plan "{model.name}". {model.description}'
    return {
        "id": plan.view_id,
        "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-"),
        "display_name": title,
        "description": f"{model.version or ''} {about}",
        "user_id": plan.owner,
        "plan_id": plan.id,
        "tests": plan.members,
        "group_ids": plan.groups,
        "created": plan.created,
        "last_updated": changed,
        "widget_settings": plan_widgets(model.version),
    }


def planner_comment_rows(tests: Sequence[DemoTest]) -> Iterator[TableRow]:
    """Rows of the duty planner's comments: release, group, test."""
    texts = ("wait for the new AMI", "", "läuft nur auf i4i", "flaky <since> rc2")
    release = release_id("scylla-2025.1")
    inside = [test for test in tests if test.group_id == group_id("scylla-2025.1", "longevity")]
    for test, text in zip(inside, texts, strict=False):
        yield (
            "argus_planner_comment_v2",
            {"release": release, "group": test.group_id, "test": test.id, "comment": text},
        )
