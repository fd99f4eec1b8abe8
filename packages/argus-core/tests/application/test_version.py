"""Which commit is deployed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from argus_core.application.version import UNKNOWN, commit_of, running_version

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_a_checkout(folder: Path) -> None:
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", *identity, "commit", "-q", "--allow-empty", "-m", "x"], cwd=folder, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    (folder / ".argus_version").write_text(COMMIT)
    assert commit_of(folder) == head.stdout.strip() != COMMIT


def test_an_installation_with_a_note(folder: Path) -> None:
    (folder / ".argus_version").write_text(f"  {COMMIT}\n")
    assert commit_of(folder) == COMMIT


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_nothing_is_known(folder: Path, content: bytes | None) -> None:
    if content is not None:
        (folder / ".argus_version").write_bytes(content)
    assert commit_of(folder) == UNKNOWN


def test_a_folder_instead_of_a_note(folder: Path) -> None:
    (folder / ".argus_version").mkdir()
    assert commit_of(folder) == UNKNOWN


def test_without_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    (folder / ".argus_version").write_text(COMMIT)
    assert commit_of(folder) == COMMIT


def test_a_git_that_fails_or_hangs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = folder / "git"
    git.write_text("#!/bin/sh\necho broken >&2\nexit 128\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    assert commit_of(folder) == UNKNOWN


def test_installed_packages() -> None:
    packages = running_version().packages
    assert packages["argus-alm-core"]
    assert list(packages) == sorted(packages)
