"""What ended workers have counted, when workers share their figures through files (`PROMETHEUS_MULTIPROC_DIR`).

Each worker has files of its own there, and what it counted must stay when it ends: a total that sinks looks to
Prometheus like a restart of everything. So counts of ended workers are added to one archive of each kind; otherwise
each restart would leave files behind, all of which every scrape reads.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from prometheus_client.mmap_dict import MmapedDict

from argus_core.observability.exposition import MULTIPROCESS_DIR, is_multiprocess

KINDS = ("counter", "histogram", "summary")
"""Kinds of series whose values add up."""
ARCHIVE = "0"
"""Stands in the place of a process id."""
LOCK_FILE = "figures.lock"

log = logging.getLogger("argus.serving")


@contextmanager
def unmoved() -> Iterator[None]:
    """In this block no count is on its way into the archive: a scrape sees each one once. May wait for milliseconds."""
    if not is_multiprocess():
        yield
        return
    with _locked(fcntl.LOCK_SH):
        yield


def keep_counts_of(pid: int) -> None:
    """Add what an ended worker counted to the archive and remove its files; its gauges are gone with it."""
    if not is_multiprocess():
        return
    folder = _folder()
    with _locked(fcntl.LOCK_EX):
        for kind in KINDS:
            file = folder / f"{kind}_{pid}.db"
            if file.exists():
                _add(file, folder / f"{kind}_{ARCHIVE}.db")
                file.unlink()
        for file in folder.glob(f"gauge_*_{pid}.db"):
            file.unlink(missing_ok=True)


def _add(file: Path, archive: Path) -> None:
    counts: Any = MmapedDict  # no types there
    with closing(counts(str(archive))) as kept:
        try:
            for key, value, timestamp, _ in counts.read_all_values_from_file(str(file)):
                before, _ = kept.read_value(key)
                kept.write_value(key, before + value, timestamp)
        except (RuntimeError, ValueError) as error:  # the process died while it wrote
            log.warning("What is left of the counts in %s is lost: %s", file, error)


@contextmanager
def _locked(how: int) -> Iterator[None]:
    number = os.open(_folder() / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, how)
        yield
    finally:
        os.close(number)


def _folder() -> Path:
    return Path(os.environ[MULTIPROCESS_DIR])
