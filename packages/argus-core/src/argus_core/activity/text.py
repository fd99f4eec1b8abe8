"""What an entry of the activity log says."""

from __future__ import annotations

import json

from argus_core.activity.rows import Event


def event_text(event: Event) -> str:
    """The entry's template filled in with its values; the raw template when a value is missing."""
    try:
        body = json.loads(event.body or "{}")
        template = str(body["message"])
    except (ValueError, KeyError, TypeError):
        return event.body or ""
    try:
        return template.format(**body)
    except (KeyError, IndexError, ValueError, AttributeError):
        return template
