"""Building wheels: the same sources give the same bytes, so a hash can be known before and proved after."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from tools.release.commands import uv
from tools.release.git import export, snapshot
from tools.release.packages import Package

SOURCE_DATE_EPOCH = "1580601600"
"""The time of every file in every wheel (2020-02-02). It is no commit's time: then a wheel would change with each
commit, and the commit of a release could not hold the hash of its own wheel."""

CONSTRAINTS = "deploy/build-constraints.txt"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A built wheel."""

    file: Path

    @property
    def version(self) -> str:
        """The version in its name."""
        return self.file.name.split("-")[1]

    @property
    def sha256(self) -> str:
        """Its hash, in hexadecimal."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()

    def requirements(self) -> list[Requirement]:
        """What it says that it needs, extras left out."""
        with zipfile.ZipFile(self.file) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            headers = Parser().parsestr(archive.read(name).decode())
        found = [Requirement(text) for text in headers.get_all("Requires-Dist", [])]
        return [one for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]


def wheel_name(package: Package, version: str) -> str:
    """The file name of a package's wheel."""
    return f"{package.distribution.replace('-', '_')}-{version}-py3-none-any.whl"


def build(package: Package, folder: Path, revision: str | None = None) -> Wheel:
    """Build the wheel of a revision, or of the checkout as it is now, into a folder.

    The sources are taken out of git into an empty folder first: ignored files and leftovers of earlier builds cannot
    get into the wheel. A wheel of that version that is there is replaced.
    """
    with tempfile.TemporaryDirectory(prefix="argus-build-") as made:
        sources = Path(made)
        export(package.root, revision or snapshot(package.root), sources, package.place, CONSTRAINTS)
        lend_front_end(package.root / package.place, sources / package.place)
        uv(
            *("build", "--quiet", "--wheel", "--no-create-gitignore", "--no-sources"),
            *("--build-constraints", sources / CONSTRAINTS, "--require-hashes", "--out-dir", sources / "built"),
            sources / package.place,
            cwd=sources,
            environment={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH},
        )
        (built,) = (sources / "built").glob("*.whl")
        folder.mkdir(parents=True, exist_ok=True)
        return Wheel(Path(shutil.copyfile(built, folder / built.name)))


def lend_front_end(checkout: Path, sources: Path) -> None:
    """Let a build of the front end find what the checkout already has; it compares hashes before it believes that.

    The built files are taken when they were made from the same sources, the modules when the lock file is the same.
    """
    dist, modules = Path("src", "argus_ui", "static", "dist"), Path("frontend", "node_modules")
    if (checkout / dist / "source-hash").is_file():
        shutil.copytree(checkout / dist, sources / dist, dirs_exist_ok=True)
    if (checkout / modules).is_dir() and (sources / modules.parent).is_dir():
        try:
            shutil.copytree(checkout / modules, sources / modules, symlinks=True, copy_function=os.link)
        except (OSError, shutil.Error):  # another file system: npm fetches them
            shutil.rmtree(sources / modules, ignore_errors=True)
