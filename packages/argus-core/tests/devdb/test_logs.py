"""Finding the reason in a log."""

from __future__ import annotations

from pathlib import Path

from argus_core.devdb.logs import failure, relevant_line
from argus_core.devdb.storage import NodeFolder


def test_the_last_error_counts_and_not_what_follows(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("INFO starting\nERROR [main] port taken\n\tat some.Class(Class.java:1)\nINFO shut down\n")
    assert relevant_line(log) == "ERROR [main] port taken"


def test_without_an_error_the_last_line_counts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("INFO one\nINFO two\n\n")
    assert relevant_line(log) == "INFO two"


def test_an_empty_or_missing_log_has_none(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("\n")
    assert relevant_line(tmp_path / "log") is None
    assert relevant_line(tmp_path / "none") is None


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("ERROR long ago\n" + "INFO fine\n" * 20_000)
    assert relevant_line(log) == "INFO fine"


def test_the_failure_names_the_log_that_tells_it(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    assert failure(folder, "It ended").startswith(f"It ended, and logged nothing in {folder.logs}")
    folder.jvm_log.write_text("Error: Could not create the Java Virtual Machine.\n")
    text = failure(folder, "It ended")
    assert text.startswith("It ended: Error: Could not create the Java Virtual Machine.")
    assert str(folder.jvm_log) in text
    assert "wipe" in text
