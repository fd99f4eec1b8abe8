"""Errors about the caller's notifications."""

from __future__ import annotations

from argus_core.errors import BadRequest


class NoNotificationId(BadRequest):
    """The sentence is the one that pages know."""

    wire_name = "BadRequest"

    def __init__(self) -> None:
        super().__init__("No notification id provided")
