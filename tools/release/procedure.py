"""A release, step by step. It changes four files and nothing else; when a step fails they are as they were."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.release import changelog, environments, floors, git, pins, store, wheels
from tools.release.commands import uv
from tools.release.errors import ReleaseError
from tools.release.packages import Package, find, workspace

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Release:
    """What was made, or in a dry run would be: the tag, the files of the commit, and how they differ."""

    tag: str
    wheel: Path
    difference: str


def release(root: Path, name: str, bump: str, *, dry_run: bool, tell: Tell) -> Release:
    """Release a package: version, changelog, wheel, checks, pins, one commit, one tag.

    `bump` is major, minor or patch. A dry run does all of it, checks too, and then puts the files back and makes
    neither commit nor tag. Raises ReleaseError, with everything as it was.
    """
    package = find(root, name)
    git.require_clean(root)
    files = [package.project_file, package.changelog_file, root / "uv.lock", root / pins.FILE]
    with _put_back(files) as keep, tempfile.TemporaryDirectory(prefix="argus-release-") as scratch:
        notes = changelog.unreleased(package.changelog_file.read_text())
        version = bump_version(package, bump)
        tag = package.tag(version)
        if git.has_tag(root, tag):
            raise ReleaseError(f"There is a tag {tag} already.")
        tell(f"{package.name} {version}: building its wheel")
        folder = root / store.FOLDER
        wheel = wheels.build(package, Path(scratch) if dry_run else folder)
        tell("checking the floors of its requirements")
        for line in floors.check(package, wheel, pins.read(root), folder):
            tell(line)
        tell(f"putting it into {pins.FILE} and trying what that names")
        folders = (folder, wheel.file.parent)
        pinned = store.fill(root, new={package.distribution: wheel})
        pins.write(root, pins.with_third_parties(root, pinned, *folders))
        try_pins(root, Path(scratch) / "environment", *folders)
        made = Release(tag, wheel.file, git.difference(root, files))
        if not dry_run:
            title = f"{package.name} {version}"
            git.commit(root, files, title, notes)
            keep()
            git.tag(root, tag, title, notes)
    return made


def bump_version(package: Package, bump: str) -> str:
    """Raise the version in `pyproject.toml` and `uv.lock`, and give it its section in the changelog."""
    text = package.changelog_file.read_text()
    uv("version", "--quiet", "--no-sync", "--package", package.distribution, "--bump", bump, cwd=package.root)
    today = datetime.now(UTC).date().isoformat()
    package.changelog_file.write_text(changelog.with_section(text, package.version, today))
    return package.version


def fill_wheels(root: Path) -> bool:
    """Fill `dist/wheels`; whether `deploy/requirements.txt` had to change, as it names versions never released."""
    before = pins.read(root)
    filled = store.fill(root)
    if filled.own == before.own and before.third_parties:
        return False
    pins.write(root, pins.with_third_parties(root, filled, root / store.FOLDER))
    return True


def pin(root: Path, name: str, version: str, *, tell: Tell) -> str:
    """Set the line of one package to a released version, back or forward, when all works together; the line.

    Raises ReleaseError, with the file as it was.
    """
    package, folder = find(root, name), root / store.FOLDER
    with _put_back([root / pins.FILE]) as keep, tempfile.TemporaryDirectory(prefix="argus-pin-") as scratch:
        pinned = store.fill(root, new={package.distribution: store.released(package, version, folder)})
        pins.write(root, pinned)
        tell(f"trying what {pins.FILE} names")
        try_pins(root, Path(scratch) / "environment", folder)
        keep()
    return pinned.own[package.distribution].line


def renew_third_parties(root: Path, *, tell: Tell) -> None:
    """Bring the third parties of `deploy/requirements.txt` to the versions of `uv.lock`, when all works with them."""
    folder = root / store.FOLDER
    with _put_back([root / pins.FILE]) as keep, tempfile.TemporaryDirectory(prefix="argus-pin-") as scratch:
        pins.write(root, pins.with_third_parties(root, store.fill(root), folder))
        tell(f"trying what {pins.FILE} names")
        try_pins(root, Path(scratch) / "environment", folder)
        keep()


def try_pins(root: Path, folder: Path, *folders_of_wheels: Path) -> str:
    """Install what `deploy/requirements.txt` names into an empty environment and compose all of it.

    Raises ReleaseError when the pinned packages do not go together.
    """
    environment = environments.of_pins(folder, root, *folders_of_wheels)
    return environment.smoke(*(package.module for package in workspace(root)))


@contextmanager
def _put_back(files: list[Path]) -> Iterator[Callable[[], None]]:
    """Put files back at the end of the block, unless they are to be kept."""
    before = {file: file.read_bytes() if file.exists() else None for file in files}
    kept: list[bool] = []
    try:
        yield lambda: kept.append(True)
    finally:
        for file, content in before.items() if not kept else ():
            file.unlink(missing_ok=True) if content is None else file.write_bytes(content)
