"""Environments to try wheels in."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.release import pins
from tools.release.commands import run, uv
from tools.release.pins import Pins
from tools.release.wheels import Wheel

SMOKE = Path(__file__).with_name("smoke.py")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment of its own that knows nothing of the workspace."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def server(self) -> Path:
        """Its `argus-server`."""
        return self.folder / "bin" / "argus-server"

    def install(self, *arguments: str | Path) -> None:
        """Install into it; raises ReleaseError when what is asked for does not go together."""
        uv("pip", "install", "--quiet", "--python", self.python, *arguments, cwd=self.folder)

    def check(self) -> None:
        """Raise ReleaseError when a package lacks something that it needs, or has it too old."""
        uv("pip", "check", "--quiet", "--python", self.python, cwd=self.folder)

    def smoke(self, *modules: str, environment: Mapping[str, str] | None = None) -> str:
        """Import all of these packages and compose them into an application; what the script tells of it.

        With `ARGUS_SCYLLA_...` in the environment the application is started and asked, too.
        """
        return run(self.python, "-I", SMOKE, *modules, cwd=self.folder, environment=environment)


def make(folder: Path) -> Environment:
    """An empty environment of the Python that runs us."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    uv("venv", "--quiet", "--no-project", "--python", sys.executable, folder, cwd=folder.parent)
    return Environment(folder)


def of_wheels(folder: Path, wheels: Sequence[Wheel], pinned: Pins) -> Environment:
    """These wheels and the third parties that they need, in the pinned versions."""
    environment = make(folder)
    constraints = folder / "constraints.txt"
    constraints.write_text(pinned.constraints())
    environment.install("--constraints", constraints, *(wheel.file for wheel in wheels))
    return environment


def of_pins(folder: Path, root: Path, *folders: Path) -> Environment:
    """What `deploy/requirements.txt` names, installed as a server is: these files and nothing else."""
    environment = make(folder)
    only = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
    links = [part for place in folders for part in ("--find-links", place)]
    environment.install(*only, *links, "--requirements", root / pins.FILE)
    environment.check()
    return environment
