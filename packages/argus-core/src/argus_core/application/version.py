"""Which versions run."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

from pydantic import BaseModel

PREFIX = "argus-alm-"
UNKNOWN = "version_unknown"


class RunningVersion(BaseModel):
    """The deployed commit and the versions of the installed packages."""

    commit_id: str
    packages: dict[str, str]


@cache
def running_version() -> RunningVersion:
    """Worked out once; never fails."""
    return RunningVersion(commit_id=commit_of(Path.cwd()), packages=_packages())


def commit_of(folder: Path) -> str:
    """The commit that is checked out in a folder, else what its file `.argus_version` says, else `version_unknown`."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=5, check=True)  # noqa: S603
        return found.stdout.strip()
    except (OSError, ValueError, subprocess.SubprocessError):
        pass
    try:
        return (folder / ".argus_version").read_text(encoding="utf-8").strip() or UNKNOWN
    except (OSError, ValueError):
        return UNKNOWN


def _packages() -> dict[str, str]:
    names = {distribution.metadata["Name"] or "" for distribution in distributions()}
    return {name: version(name) for name in sorted(names) if name.startswith(PREFIX)}
