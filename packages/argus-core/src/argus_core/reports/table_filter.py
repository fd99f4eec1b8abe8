"""Which names match the regular expressions of a client.

An expression can be written so that matching it takes years. It is therefore tried in a process of its own, which is
ended when it takes too long.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from collections.abc import Sequence

PATIENCE = 2.0
"""Seconds."""
_PLAIN = re.compile(r"[^.^$*+?{}\[\]\\|()]*")
_MATCH = """
import json, re, sys
patterns, names = json.load(sys.stdin)
known = []
for pattern in patterns:
    try:
        known.append(re.compile(pattern))
    except (re.error, RecursionError, OverflowError):
        print("bad pattern", pattern, file=sys.stderr)
json.dump([name for name in names if any(pattern.search(name) for pattern in known)], sys.stdout)
"""

log = logging.getLogger("argus.reports")


async def matching(names: Sequence[str], patterns: Sequence[str]) -> set[str]:
    """The names in which any of the expressions is found. Invalid expressions are skipped, and so are endless ones."""
    plain = [pattern for pattern in patterns if _PLAIN.fullmatch(pattern)]
    found = {name for name in names if any(pattern in name for pattern in plain)}
    others = [pattern for pattern in patterns if pattern not in plain]
    open_names = [name for name in names if name not in found]
    return found | await _tried(others, open_names) if others and open_names else found


async def _tried(patterns: Sequence[str], names: Sequence[str]) -> set[str]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", "-c", _MATCH, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        question = json.dumps([list(patterns), list(names)]).encode()
        answer, complaints = await asyncio.wait_for(process.communicate(question), PATIENCE)
    except TimeoutError:
        log.warning("Expressions for result tables take too long and are skipped: %s", patterns)
        return set()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    for line in complaints.decode(errors="replace").splitlines():
        log.info("Expressions for result tables: %s", line)
    return set(json.loads(answer)) if process.returncode == 0 else set()
