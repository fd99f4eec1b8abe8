"""Which versions run."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from pydantic import BaseModel

PREFIX = "argus-alm-"


class RunningVersion(BaseModel):
    """The deployed commit and the versions of the installed packages."""

    commit_id: str
    packages: dict[str, str]


@cache
def running_version() -> RunningVersion:
    """Worked out once; never fails."""
    return RunningVersion(commit_id=_commit(), packages=_packages())


def _commit() -> str:
    try:
        found = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=True)  # noqa: S607
        return found.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        pass
    try:
        return Path(".argus_version").read_text().strip() or "version_unknown"
    except OSError:
        return "version_unknown"


def _packages() -> dict[str, str]:
    found = {}
    for distribution in distributions():
        name = distribution.metadata["Name"]
        if name and name.startswith(PREFIX):
            try:
                found[name] = version(name)
            except PackageNotFoundError:  # pragma: no cover  (removed meanwhile)
                continue
    return dict(sorted(found.items()))
