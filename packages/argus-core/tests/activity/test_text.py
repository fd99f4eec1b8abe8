"""What entries of the activity log say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from argus_core.activity.rows import Event, EventKind
from argus_core.activity.text import event_text

TEMPLATE = "<a href='#'>An issue</a> titled {title} was added by {username}"


def event(body: Any, kind: str = EventKind.ISSUE_ADDED) -> Event:
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    columns = dict.fromkeys(Event.columns())
    return Event(**(columns | {"kind": kind, "body": text}))


def test_values_are_shown_as_they_are_and_markup_of_the_template_stays() -> None:
    body = {"message": TEMPLATE, "title": "<b> & {username}", "username": "jane"}
    assert event_text(event(body)) == ("<a href='#'>An issue</a> titled &lt;b&gt; &amp; {username} was added by jane")


def test_templates_reach_no_attributes() -> None:
    body = {"message": "{title.__class__} {title!r} {title}", "title": "x"}
    assert event_text(event(body)) == "{title.__class__} {title!r} x"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"message": TEMPLATE, "username": "jane"}, EventKind.ISSUE_ADDED),
        ({"message": TEMPLATE, "title": "x", "username": "jane"}, "ARGUS_NEW_KIND"),
    ],
    ids=["value missing", "kind unknown"],
)
def test_the_template_stays_bare(body: dict[str, str], kind: str) -> None:
    assert event_text(event(body, kind)) == TEMPLATE


@pytest.mark.parametrize("body", [None, "", "no JSON", "[]", "{}", "null"])
def test_no_template_no_text(body: str | None) -> None:
    assert event_text(event(body)) == ""


@pytest.mark.parametrize("kind", list(EventKind))
def test_all_kinds_are_filled_in(kind: EventKind) -> None:
    assert event_text(event({"message": "by {username}", "username": "jane"}, kind)) == "by jane"
