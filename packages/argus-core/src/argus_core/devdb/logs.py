"""Finding in the node's logs why it did not start."""

from __future__ import annotations

import re
from pathlib import Path

from argus_core.devdb.storage import NodeFolder

TAIL = 64 * 1024
"""Bytes at the end of a log that are looked at."""
_RELEVANT = re.compile(r"^(ERROR|FATAL)|^(Error|Caused by|Exception)\b|^\S+(Exception|Error):")


def failure(folder: NodeFolder, what: str) -> str:
    """`what` with the line of a log that tells why, where to read on, and the way out."""
    for log in (folder.system_log, folder.jvm_log):
        line = relevant_line(log)
        if line:
            return (
                f"{what}: {line}\nThe log is {log}. Remove the cause and start again, "
                "or give up the data with `devdb wipe`."
            )
    return f"{what}, and logged nothing in {folder.logs}: start again, or give up the data with `devdb wipe`."


def relevant_line(log: Path) -> str | None:
    """The last line that tells of an error, else the last line of all; None for a missing or empty log."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(log.stat().st_size - TAIL, 0))
            text = stream.read().decode(errors="replace")
    except OSError:
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if _RELEVANT.search(line)]
    return next(iter((errors or lines)[-1:]), None)
