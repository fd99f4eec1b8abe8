"""`/metrics`: the figures of this process, or of all worker processes, as text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Metric, exposition, multiprocess
from prometheus_client.registry import Collector

MULTIPROCESS_DIR = "PROMETHEUS_MULTIPROC_DIR"
_FIGURES = re.compile(r"(counter|gauge|histogram|summary)(_[a-z]+)?_\d+\.db")


def is_multiprocess() -> bool:
    """Whether worker processes share their figures through files."""
    return bool(os.environ.get(MULTIPROCESS_DIR))


class _Collecting(Protocol):
    def collect(self) -> Iterable[Metric]: ...


class _Chosen(Collector):
    """Only series with these names. (The library's own restriction knows no names of merged series.)"""

    def __init__(self, source: _Collecting, names: Iterable[str]) -> None:
        self._source = source
        self._names = frozenset(names)

    def collect(self) -> Iterator[Metric]:
        for metric in self._source.collect():
            samples = [sample for sample in metric.samples if sample.name in self._names]
            if samples:
                chosen = Metric(metric.name, metric.documentation, metric.type)
                chosen.samples = samples
                yield chosen


def render(registry: CollectorRegistry, accept: str | None, names: list[str]) -> tuple[bytes, str]:
    """(body, content type) in the form that `Accept` asks for; `names`, when given, are the only series shown."""
    source: _Collecting = registry
    if is_multiprocess():
        source = multiprocess.MultiProcessCollector(CollectorRegistry())  # type: ignore[no-untyped-call]  # no types there
    shown = CollectorRegistry(auto_describe=False)
    shown.register(_Chosen(source, names) if names else _All(source))
    encode, content_type = exposition.choose_encoder(accept or "")
    return encode(shown), content_type


class _All(Collector):
    def __init__(self, source: _Collecting) -> None:
        self._source = source

    def collect(self) -> Iterable[Metric]:
        return self._source.collect()


def prepare_multiprocess_dir() -> None:
    """Make and empty the directory that worker processes share; call it in the parent before they start.

    Only files of figures are removed, in case the variable names another directory by mistake. Raises OSError.
    """
    folder = os.environ.get(MULTIPROCESS_DIR)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for file in Path(folder).iterdir():
            if _FIGURES.fullmatch(file.name):
                file.unlink(missing_ok=True)


def mark_worker_dead(pid: int) -> None:
    """Forget the live gauges of a worker that ended."""
    if is_multiprocess():
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]  # no types there
