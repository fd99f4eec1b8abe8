"""Settings of widgets, as views store them."""

from __future__ import annotations

import json
from typing import Any

Widget = tuple[str, dict[str, Any]]
"""Type and settings."""


def widgets(*wanted: Widget) -> str:
    """The stored text for these widgets, numbered from 1 in their order."""
    return json.dumps(
        [
            {"position": place, "type": kind, "settings": settings, "filter": []}
            for place, (kind, settings) in enumerate(wanted, start=1)
        ]
    )


def plan_widgets(version: str | None) -> str:
    """What the view of a plan starts with."""
    hidden = ["not_run", "not_planned"]
    return widgets(
        ("githubIssues", {"submitDisabled": True, "aggregateByIssue": True}),
        ("releaseStats", {"horizontal": False, "displayExtendedStats": True, "hiddenStatuses": hidden}),
        (
            "testDashboard",
            {"targetVersion": version is not None, "versionsIncludeNoVersion": False, "productVersion": version},
        ),
    )
