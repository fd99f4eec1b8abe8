"""What notifications say: an HTML fragment inside Argus, a page in a mail.

Every value is escaped. Messages and action texts come from tables where `<` and `>` are escaped already, so of them
only what is left of these two is replaced: nothing is escaped twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from argus_core.notifications.errors import NotificationManagerException
from argus_core.notifications.names import NotificationType

TEMPLATES = {
    NotificationType.MENTION: ("mention", "email_mention"),
    NotificationType.ASSIGNEE_CHANGE: ("assigned", "assigned_email"),
    NotificationType.VIEW_ACTION_ITEM_ASSIGNEE: ("view_action_item_assigned", "view_action_item_assigned_email"),
    NotificationType.VIEW_HIGHLIGHT_MENTION: ("view_highlight_mention", "view_highlight_mention_email"),
}
"""By type: the template of the fragment and that of the mail."""


def angles(text: str) -> Markup:
    """A text whose `<` and `>` may be escaped already, safe between tags."""
    return Markup(text.replace("<", "&lt;").replace(">", "&gt;"))  # noqa: S704  (no tag is left in it)


class NotificationTexts:
    """Renders fragments and mails."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.filters["angles"] = angles

    def fragment(self, kind: NotificationType, params: dict[str, Any]) -> str:
        """The content inside Argus, with links that begin with a slash."""
        return self._render(kind, 0, {**params, "base_url": ""})

    def mail(self, kind: NotificationType, params: dict[str, Any]) -> str:
        """The page of the mail, with absolute links."""
        return self._render(kind, 1, {**params, "base_url": self._base_url})

    def _render(self, kind: NotificationType, place: int, params: dict[str, Any]) -> str:
        names = TEMPLATES.get(kind)
        if names is None:
            raise NotificationManagerException(f"Notifications of the type {kind} have no text")
        try:
            return self._environment.get_template(f"notifications/{names[place]}.html.j2").render(params).strip()
        except UndefinedError as error:
            raise NotificationManagerException(f"A value of the notification is missing: {error}") from error
