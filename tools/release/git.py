"""The repository: snapshots, tags, the commit of a release."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packaging.version import Version
from tools.release.commands import run
from tools.release.errors import ReleaseError
from tools.release.packages import Package


def snapshot(root: Path) -> str:
    """A tree of the checkout as it is now, without what git ignores. Neither the index nor a branch changes."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        run("git", "read-tree", "HEAD", cwd=root, environment=index)
        run("git", "add", "--all", cwd=root, environment=index)
        return run("git", "write-tree", cwd=root, environment=index).strip()


def export(root: Path, revision: str, folder: Path, *places: str) -> None:
    """Write files and folders of a revision (a tag, a commit, a tree) into a folder."""
    archive = folder / "sources.tar"
    run("git", "archive", "--format=tar", f"--output={archive}", revision, "--", *places, cwd=root)
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    archive.unlink()


def has_tag(root: Path, tag: str) -> bool:
    """Whether the tag is here."""
    return run("git", "tag", "--list", tag, cwd=root).strip() == tag


def text_at(root: Path, revision: str, place: str) -> str:
    """A file as it was at a revision."""
    return run("git", "show", f"{revision}:{place}", cwd=root)


def released_versions(package: Package) -> list[str]:
    """Versions of a package that have a tag, the oldest first."""
    tags = run("git", "tag", "--list", package.tag("*"), cwd=package.root).split()
    return sorted((tag.removeprefix(package.tag("")) for tag in tags), key=Version)


def require_clean(root: Path) -> None:
    """Raise ReleaseError when something is not committed: what is released must be what the tag holds."""
    changed = run("git", "status", "--porcelain", cwd=root).strip()
    if changed:
        raise ReleaseError(f"Commit or remove these first; a release is made of what is committed:\n{changed}")


def difference(root: Path, files: Iterable[Path]) -> str:
    """What changed in files since the last commit."""
    return run("git", "diff", "--no-color", "HEAD", "--", *files, cwd=root)


def commit(root: Path, files: Iterable[Path], title: str, body: str) -> None:
    """One commit of these files."""
    run("git", "add", "--", *files, cwd=root)
    run("git", "commit", "--quiet", "--message", title, "--message", body, cwd=root)


def tag(root: Path, name: str, title: str, body: str) -> None:
    """An annotated tag of the last commit."""
    run("git", "tag", "--annotate", name, "--message", title, "--message", body, cwd=root)
