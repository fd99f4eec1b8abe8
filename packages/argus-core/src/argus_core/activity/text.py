"""What an entry of the activity log says."""

from __future__ import annotations

import json
import re

from argus_core.activity.rows import Event, EventKind

_KINDS = frozenset(kind.value for kind in EventKind)
_PLACE = re.compile(r"\{(\w+)\}")


def event_text(event: Event) -> str:
    """The entry's template filled in with its values, "" without one.

    The template stays bare when a value is missing, or when the kind is unknown. Pages show the text as markup, and
    templates may hold some; values are shown as they are.
    """
    try:
        body = json.loads(event.body or "")
        template = str(body["message"])
    except (ValueError, KeyError, TypeError):
        return ""
    if event.kind not in _KINDS:
        return template
    values = {name: _shown(value) for name, value in body.items()}
    try:
        return _PLACE.sub(lambda place: values[place.group(1)], template)
    except KeyError:
        return template


def _shown(value: object) -> str:
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
