"""Folders, locks and what stands in the way of writing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argus_core.devdb.errors import Busy, StorageFull, StorageUnwritable
from argus_core.devdb.storage import (
    NodeFolder,
    check_space,
    default_cache_dir,
    default_state_dir,
    file_lock,
    readable_os_errors,
    write_whole,
)


@pytest.mark.parametrize("mark", ["uv.lock", ".argus", ".git"])
def test_state_is_kept_at_the_root_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    (tmp_path / "checkout" / "packages" / "one").mkdir(parents=True)
    (tmp_path / "checkout" / mark).mkdir()
    monkeypatch.delenv("ARGUS_STATE_DIR", raising=False)
    monkeypatch.chdir(tmp_path / "checkout" / "packages" / "one")
    assert default_state_dir() == tmp_path / "checkout" / ".argus"


def test_the_environment_names_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGUS_STATE_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert default_state_dir() == tmp_path / "elsewhere"
    assert default_cache_dir() == tmp_path / "cache" / "argus"


def test_the_cache_is_in_the_home_folder_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache_dir() == tmp_path / ".cache" / "argus"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = NodeFolder(tmp_path / "file" / "devdb")
    with pytest.raises(StorageUnwritable, match=r"file/devdb.*ARGUS_STATE_DIR"):
        folder.prepare()


def test_a_full_disk_is_told_from_an_unwritable_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageFull, match="No space is left"), readable_os_errors(tmp_path):
        Path("/dev/full").write_text("x")


def test_too_little_free_space_is_found_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(StorageFull, match="are needed"):
        check_space(tmp_path, 2**60)
    check_space(tmp_path, 1)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "record"
    target.write_text("old")
    (tmp_path / f"record.{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_lock_is_waited_for_and_given_up_in_the_end(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        file_lock(tmp_path / "lock", timeout=1, waiting=lambda: told.append("first")),
        pytest.raises(Busy, match="lock"),
        file_lock(tmp_path / "lock", timeout=0.3, waiting=lambda: told.append("second")),
    ):
        pass
    assert told == ["second"]
    with file_lock(tmp_path / "lock", timeout=0, waiting=lambda: told.append("third")):
        assert told == ["second"]


def test_clearing_keeps_the_lock_only(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    folder.lock.write_text("")
    folder.record.write_text("{}")
    folder.clear()
    assert list(tmp_path.iterdir()) == [folder.lock]


def test_logs_of_the_last_run_are_put_aside(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    folder.system_log.write_text("ERROR of the last run")
    folder.prepare()
    assert not folder.system_log.exists()
    assert (folder.logs / "system.log.previous").read_text() == "ERROR of the last run"
