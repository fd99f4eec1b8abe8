"""Which Java is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from argus_core.devdb.errors import NoUsableJava
from argus_core.devdb.java import bundled_java, find_java, java_version


def fake_java(home: Path, version_line: str) -> Path:
    """A `java` that tells a version and does nothing else."""
    executable = home / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text(f"#!/bin/sh\necho '{version_line}' >&2\n")
    executable.chmod(0o755)
    return executable


JAVA_8 = 'openjdk version "1.8.0_402"'
JAVA_11 = 'openjdk version "11.0.22" 2024-01-16'
JAVA_17 = 'openjdk version "17" 2021-09-14'
JAVA_21 = 'java version "21.0.2" 2024-01-16 LTS'


@pytest.mark.parametrize(("line", "version"), [(JAVA_8, 8), (JAVA_11, 11), (JAVA_17, 17), (JAVA_21, 21), ("?", None)])
def test_versions_are_read(tmp_path: Path, line: str, version: int | None) -> None:
    assert java_version(fake_java(tmp_path, line)) == version


def test_what_cannot_be_run_has_no_version(tmp_path: Path) -> None:
    assert java_version(tmp_path / "nothing") is None


def test_the_java_of_java_home_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fake_java(tmp_path / "home", JAVA_11)
    on_path = fake_java(tmp_path / "path", JAVA_17)
    monkeypatch.setenv("PATH", f"{on_path.parent}:/bin")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert find_java(None) == home
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    assert find_java(None) == on_path


def test_an_unsupported_java_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsupported = fake_java(tmp_path / "path", JAVA_21)
    bundled = fake_java(tmp_path / "bundled", JAVA_17)
    monkeypatch.setenv("PATH", f"{unsupported.parent}:/bin")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert find_java(bundled) == bundled


def test_the_message_names_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsupported = fake_java(tmp_path / "path", JAVA_8)
    monkeypatch.setenv("PATH", f"{unsupported.parent}:/bin")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(NoUsableJava, match=r"needs Java 11 or 17 \(.*java is version 8\).*JAVA_HOME"):
        find_java(None)


def test_no_java_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(NoUsableJava, match="none was found"):
        find_java(None)


def test_the_bundled_java_is_supported_where_it_exists() -> None:
    bundled = bundled_java()
    assert bundled is None or java_version(bundled) == 17
