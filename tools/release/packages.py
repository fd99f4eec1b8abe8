"""The packages of the workspace."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from tools.release.errors import ReleaseError

PREFIX = "argus-alm-"


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is released on its own.

    name: what people and tags call it (`argus-api`). distribution: what it is called where it is installed
    (`argus-alm-api`). module: what is imported (`argus_api`). root: the workspace. place: its folder in there.
    """

    name: str
    distribution: str
    module: str
    root: Path
    place: str

    @property
    def project_file(self) -> Path:
        """Its `pyproject.toml`."""
        return self.root / self.place / "pyproject.toml"

    @property
    def changelog_file(self) -> Path:
        """Its `CHANGELOG.md`."""
        return self.root / self.place / "CHANGELOG.md"

    @property
    def version(self) -> str:
        """The version that the checkout gives it."""
        return str(_project(self.project_file)["version"])

    def tag(self, version: str) -> str:
        """The name of a version's tag."""
        return f"{self.name}-v{version}"


def workspace(root: Path) -> list[Package]:
    """All packages, in the order of the workspace: each one after those that it stands on."""
    with (root / "pyproject.toml").open("rb") as file:
        members = tomllib.load(file)["tool"]["uv"]["workspace"]["members"]
    return [_package(root, place) for place in members]


def find(root: Path, name: str) -> Package:
    """The package that is called so. Raises ReleaseError."""
    packages = workspace(root)
    for package in packages:
        if name in (package.name, package.distribution):
            return package
    raise ReleaseError(f"There is no package {name}. There are {', '.join(package.name for package in packages)}.")


def floors(requirements: list[Requirement]) -> dict[str, str]:
    """Distribution → oldest version that is allowed, of the packages of Argus among requirements."""
    found = {}
    for requirement in requirements:
        if requirement.name.startswith(PREFIX):
            oldest = [part.version for part in requirement.specifier if part.operator in (">=", "==", "~=")]
            if not oldest:
                raise ReleaseError(f"The requirement {requirement} has no floor: say `{requirement.name}>=…`.")
            found[requirement.name] = oldest[0]
    return found


def _package(root: Path, place: str) -> Package:
    distribution = str(_project(root / place / "pyproject.toml")["name"])
    short = distribution.removeprefix(PREFIX)
    return Package(f"argus-{short}", distribution, f"argus_{short}", root, place)


def _project(file: Path) -> dict[str, object]:
    with file.open("rb") as opened:
        project: dict[str, object] = tomllib.load(opened)["project"]
    return project
