"""Changelogs and `deploy/requirements.txt`, and that the committed ones can be released from."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from tools.release import changelog, git, pins, store
from tools.release.errors import ReleaseError
from tools.release.packages import find, floors, workspace
from tools.release.pins import Pin, Pins

ROOT = Path(__file__).parents[2]
CHANGELOG = """# Changelog

## Unreleased

- New.
- Newer.

## 1.2.0 (2026-01-02)

- Old.
"""


def test_what_is_unreleased_becomes_a_section() -> None:
    text = changelog.with_section(CHANGELOG, "1.3.0", "2026-11-23")
    assert "## Unreleased\n\n## 1.3.0 (2026-11-23)\n\n- New.\n- Newer.\n\n## 1.2.0 (2026-01-02)\n" in text
    assert changelog.unreleased(text) == ""
    assert [changelog.is_released(text, version) for version in ("1.3.0", "1.2.0", "1.2", "1.3.1")] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_to_release_is_refused() -> None:
    text = changelog.with_section(CHANGELOG, "1.3.0", "2026-11-23")
    with pytest.raises(ReleaseError, match="nothing unreleased"):
        changelog.with_section(text, "1.4.0", "2026-11-24")
    with pytest.raises(ReleaseError, match="no heading"):
        changelog.unreleased("# Changelog\n")


def test_pins_are_read_as_they_are_written() -> None:
    third = "anyio==4.9.0 \\\n    --hash=sha256:aa\nuvloop==0.23.0 ; sys_platform != 'win32' \\\n    --hash=sha256:bb\n"
    one, other = Pin("argus-alm-core", "1.0.0", "a" * 64), Pin("argus-alm-api", "1.3.0", "b" * 64)
    made = Pins({pin.distribution: pin for pin in (one, other)}, third)
    assert pins.parse(made.text) == made
    assert made.constraints() == "anyio==4.9.0\nuvloop==0.23.0 ; sys_platform != 'win32'\n"
    back = Pin("argus-alm-api", "1.2.0", "c" * 64)
    before, after = made.text.splitlines(), made.replaced(back).text.splitlines()
    assert [line for line in after if line not in before] == [back.line]
    assert len(before) == len(after)


def test_a_requirement_of_a_package_needs_a_floor() -> None:
    assert floors([Requirement("argus-alm-core>=1.2"), Requirement("httpx>=1")]) == {"argus-alm-core": "1.2"}
    with pytest.raises(ReleaseError, match="no floor"):
        floors([Requirement("argus-alm-core<2")])


def test_a_name_that_no_package_has() -> None:
    with pytest.raises(ReleaseError, match="argus-core, argus-api"):
        find(ROOT, "argus-nothing")


def test_the_committed_pins_name_every_package_and_only_hashed_third_parties() -> None:
    pinned = pins.read(ROOT)
    assert list(pinned.own) == [package.distribution for package in workspace(ROOT)]
    for package in workspace(ROOT):
        version = pinned.own[package.distribution].version
        assert Version(version) <= Version(package.version)
        assert version == package.version or store.is_released(package, version)
    entries = pinned.third_parties.replace("\\\n", "").splitlines()
    assert len(entries) > 30
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries), entries


def test_a_snapshot_leaves_the_index_alone() -> None:
    index = ROOT / ".git" / "index"
    before = index.read_bytes() if index.exists() else b""
    assert len(git.snapshot(ROOT)) == 40
    assert (index.read_bytes() if index.exists() else b"") == before
