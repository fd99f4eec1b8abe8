"""Running programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.release.errors import ReleaseError

SHOWN = 4000
"""Characters of a failed program's output that are shown."""


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """What the program prints to standard output. Raises ReleaseError with all that it printed when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = (done.stdout + done.stderr).strip()[-SHOWN:]
        raise ReleaseError(f"`{' '.join(map(str, command[:4]))} …` ended with {done.returncode}:\n{told}")
    return done.stdout


def uv(*arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """The uv that runs us, or else the machine's."""
    return run(os.environ.get("UV", "uv"), *arguments, cwd=cwd, environment=environment)
