"""Reading the node's logs when something went wrong."""

from __future__ import annotations

import re
from pathlib import Path

from argus_core.devdb.storage import NodeFolder

_RELEVANT = re.compile(r"ERROR|FATAL|Exception|Error|error|Could not|Unable to|Cannot")
TAIL = 64 * 1024
"""Bytes at the end of a log that are looked at."""


def failure_line(folder: NodeFolder, what: str) -> str:
    """`what` with the last line of a log that tells why, and where to read on."""
    for log in (folder.system_log, folder.jvm_log):
        line = last_relevant_line(log)
        if line:
            return f"{what}: {line} (log: {log}). Correct the cause and start it again, or begin anew with `wipe`."
    return f"{what} and left nothing in its log {folder.jvm_log}: start it again, or begin anew with `wipe`."


def last_relevant_line(log: Path) -> str | None:
    """The last line that tells of an error, else the last one that tells anything; None for an empty log."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(log.stat().st_size - TAIL, 0))
            lines = [line.strip() for line in stream.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return None
    if not lines:
        return None
    return next((line for line in reversed(lines) if _RELEVANT.search(line)), lines[-1])
