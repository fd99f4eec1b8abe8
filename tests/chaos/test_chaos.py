"""Nothing lost, nothing doubled: the drill of `make chaos` with 2,000 submissions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = 2000


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_every_acknowledged_submission_is_there_once(tmp_path: Path) -> None:
    told = tmp_path / "drill.json"
    command = [sys.executable, "-m", "tools.chaos", "--n", str(COUNT), "--seed", "7", "--json", str(told)]
    drill = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert told.exists(), drill.stdout
    report = json.loads(told.read_text())
    assert drill.returncode == 0, drill.stdout
    assert (report["lost"], report["doubled"], report["half"], report["strangers"]) == ([], [], [], [])
    assert report["kept"] == report["acknowledged"]
    # It was a drill: the trouble was made, clients felt it, repeated themselves, and got nearly everything through.
    assert [text.split(": ")[1].split(",")[0] for text in report["trouble"]] == [
        "server killed (SIGKILL)",
        "database stopped",
        "server killed (SIGKILL)",
    ]
    assert report["repeats"] > COUNT * 0.1
    assert sum(report["failures"].values()) > 0
    assert report["acknowledged"] > COUNT * 0.95
    assert set(report["kinds"]) == {
        "run",
        "status",
        "packages",
        "screenshots",
        "logs",
        "events",
        "results",
        "pytest",
    }
    # It can tell: of three faults put into the database afterwards each is found, and nothing else.
    assert report["proof"] == {"lost": True, "doubled": True, "half": True}
