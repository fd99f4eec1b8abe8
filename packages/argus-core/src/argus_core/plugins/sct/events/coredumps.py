"""Core dumps: their events name a file, which becomes a log of the run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from cassandra.util import uuid_from_time

from argus_core.runs.run_type import LogLink

EVENT_TYPE = "coredumpevent"
LONGEST_EXTENSION = 5
_URL = re.compile(r"corefile_url=(?P<url>.*)")
_NODE = re.compile(r"node=(?P<node>.*)")
_UNKNOWN_NODE = (1000, 128)
"""Node and clock sequence of the time UUID for unknown nodes: the same event gives the same name."""


def coredump_of(event: dict[str, Any]) -> LogLink | None:
    """The log that a core-dump event stands for; None for other events, and for those that name no file."""
    if str(event.get("event_type") or "").lower() != EVENT_TYPE:
        return None
    message = event.get("message") or ""
    found = _URL.search(message)
    if found is None or not found["url"].strip():
        return None
    url, ts = found["url"].strip(), event["ts"]
    return LogLink(f"core.scylla-{node_of(message, ts)}-{ts:%Y-%m-%d_%H-%M-%S}.{extension_of(url)}", url)


def extension_of(url: str) -> str:
    """What stands behind the last dot, unless it is too long for an ending."""
    extension = url.rsplit(".", 1)[-1]
    return extension if len(extension) <= LONGEST_EXTENSION else "zst"


def node_of(message: str, ts: datetime) -> str:
    """The node's name: the second word of several (`Node db-node-1 [1.2.3.4 ...]`), else the only one."""
    found = _NODE.search(message)
    if found is None:
        return f"unknown-node-{uuid_from_time(ts.replace(tzinfo=UTC).timestamp(), *_UNKNOWN_NODE)}"
    words = found["node"].split(" ")
    return words[1] if len(words) > 1 else found["node"]
