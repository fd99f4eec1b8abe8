"""Releases in a temporary clone; its folder of wheels is the index that everything is installed from."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools.release import changelog, git, pins, store, wheels
from tools.release.commands import run, uv
from tools.release.packages import Package, find

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]  # the first test waits for all wheels to be built

NEW_IN_CORE = "\n\ndef brand_new() -> int:\n    return 1\n"
USE_OF_IT = "\n\ndef use_it() -> int:\n    from argus_core import clock\n\n    return clock.brand_new()\n"


async def release_tool(root: Path, *arguments: str) -> tuple[int, str]:
    """`python -m tools.release` in a clone: (exit code, what it prints)."""
    command = [sys.executable, "-m", "tools.release", *arguments]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


def note(package: Package, line: str) -> None:
    """A line of the changelog: there is something to release."""
    log = package.changelog_file.read_text()
    package.changelog_file.write_text(log.replace(changelog.UNRELEASED, f"{changelog.UNRELEASED}\n\n- {line}", 1))


def raise_floor(package: Package, version: str) -> None:
    """Ask for another core, and say so in the changelog."""
    text = package.project_file.read_text()
    package.project_file.write_text(re.sub(r"argus-alm-core>=[\d.]+", f"argus-alm-core>={version}", text))
    note(package, f"Needs argus-alm-core {version}.")


def append(file: Path, code: str) -> None:
    """More lines for a module."""
    file.write_text(file.read_text() + code)


def commit_all(root: Path) -> None:
    """Commit what was changed; `uv.lock` follows the changed floors."""
    uv("lock", "--quiet", cwd=root)
    git.commit(root, [root], "A change", "")


def head(root: Path) -> str:
    """The last commit."""
    return run("git", "rev-parse", "HEAD", cwd=root).strip()


async def test_releases_one_after_the_other(clone: Path, tmp_path: Path) -> None:
    """Core; a package that uses something newer is refused until core has it and the floor says so; back; a clone."""
    core, admin = find(clone, "argus-core"), find(clone, "argus-admin")
    note(core, "First.")
    commit_all(clone)

    # A dry run shows everything and keeps nothing.
    before = head(clone)
    code, told = await release_tool(clone, "release", "argus-core", "minor", "--dry-run")
    assert code == 0, told
    assert f'-version = "{core.version}"' in told
    assert "+argus-alm-core==" in told
    assert (head(clone), run("git", "status", "--porcelain", cwd=clone)) == (before, "")

    # A release of core: one commit of four files, and a tag.
    code, told = await release_tool(clone, "release", "argus-core", "minor")
    assert code == 0, told
    first = core.version
    names = run("git", "diff", "--name-only", f"{before}..HEAD", cwd=clone).split()
    assert names == ["deploy/requirements.txt", f"{core.place}/CHANGELOG.md", f"{core.place}/pyproject.toml", "uv.lock"]
    assert run("git", "rev-list", "--count", f"{before}..HEAD", cwd=clone).strip() == "1"
    assert run("git", "rev-parse", f"argus-core-v{first}^{{commit}}", cwd=clone).strip() == head(clone)
    assert changelog.is_released(core.changelog_file.read_text(), first)
    pinned = pins.read(clone).own[core.distribution]
    wheel = wheels.Wheel(clone / store.FOLDER / wheels.wheel_name(core, first))
    assert pinned == pins.pin_of(core.distribution, wheel)

    # A package that uses something of core that no release has is refused, and nothing changes.
    append(clone / core.place / "src/argus_core/clock.py", NEW_IN_CORE)
    note(core, "Second.")
    append(clone / admin.place / "src/argus_admin/home/router.py", USE_OF_IT)
    raise_floor(admin, first)
    commit_all(clone)
    before = head(clone)
    code, told = await release_tool(clone, "release", "argus-admin", "minor")
    assert code == 1
    assert f"says that argus-core {first} suffices" in told
    assert 'Module has no attribute "brand_new"' in told
    assert (head(clone), run("git", "status", "--porcelain", cwd=clone)) == (before, "")

    # With core released and the floor raised it goes.
    code, told = await release_tool(clone, "release", "argus-core", "minor")
    assert code == 0, told
    second = core.version
    raise_floor(admin, second)
    commit_all(clone)
    code, told = await release_tool(clone, "release", "argus-admin", "minor")
    assert code == 0, told
    assert f"argus-admin {admin.version} works with argus-core {second}" in told

    # Core cannot go back below that floor; the file stays as it is.
    code, told = await release_tool(clone, "pin", "argus-core", first)
    assert code == 1
    assert f"argus-alm-core>={second}" in told
    assert run("git", "status", "--porcelain", cwd=clone) == ""

    # A fresh clone builds the very same wheels from the tags.
    fresh = tmp_path / "fresh"
    subprocess.run(["git", "clone", "--quiet", clone, fresh], check=True)
    for package, version in ((core, first), (core, second), (admin, admin.version)):
        expected = wheels.Wheel(clone / store.FOLDER / wheels.wheel_name(package, version)).sha256
        there = await asyncio.to_thread(store.released, find(fresh, package.name), version, fresh / store.FOLDER)
        assert there.sha256 == expected


async def test_a_floor_that_was_never_released_is_refused(clone: Path) -> None:
    admin = find(clone, "argus-admin")
    raise_floor(admin, "99.0.0")
    git.commit(clone, [clone], "A floor that there is not", "")
    code, told = await release_tool(clone, "release", "argus-admin", "patch")
    run("git", "reset", "--quiet", "--hard", "HEAD^", cwd=clone)
    assert code == 1
    assert "99.0.0" in told


async def test_what_is_not_committed_is_not_released(clone: Path) -> None:
    stray = clone / "packages/argus-admin/src/argus_admin/stray.py"
    stray.write_text("")
    code, told = await release_tool(clone, "release", "argus-admin", "patch")
    stray.unlink()
    assert code == 1
    assert "stray.py" in told
