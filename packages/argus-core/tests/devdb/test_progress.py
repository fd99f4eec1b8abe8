"""Progress of a start."""

from __future__ import annotations

from pathlib import Path

from argus_core.devdb.progress import StartProgress


def test_each_milestone_is_told_once_and_never_backwards(tmp_path: Path) -> None:
    told: list[float | None] = []
    log = tmp_path / "log"
    progress = StartProgress(log, lambda _message, fraction: told.append(fraction))
    progress.look()
    log.write_text("INFO Configuration location: x\nINFO JVM Arguments: y\n")
    progress.look()
    progress.look()
    with log.open("a") as stream:
        stream.write("INFO Starting up server gossip\nINFO Configuration location: again\n")
    progress.look()
    assert told == [0.35, 0.85]
