"""One worker of the server beside two yardsticks: an empty FastAPI route, and a bare loop over the driver.

Everything runs on one machine: database, server, and the load (a separate process with 32 connections). Each case is
measured between two measurements of its yardstick, so that other work on the machine disturbs both; all of it is
repeated, and the medians are shown.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from argus_core.testing.database import Node, find_node
from benchmarks.load import CONNECTIONS, Figures, load, median, request
from benchmarks.loops import loop
from benchmarks.serving import Health, health, running
from benchmarks.workload import KEYSPACE, Case, cases, fill_accounts, submit_runs

ROUNDS = int(os.environ.get("ARGUS_BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("ARGUS_BENCH_SECONDS", "2"))
WARM_UP = 0.5
REQUESTS = int(os.environ.get("ARGUS_BENCH_REQUESTS", "100000"))
EMPTY = [request("GET", "/empty", {})]
BATCH_GAIN = 5.0
SPREAD = 1.5
STALL = 50.0
MEMORY = 250.0


@dataclass(slots=True)
class Outcome:
    """The measurements of a case, of its yardstick, and how the server was meanwhile."""

    case: Case
    own: list[Figures] = field(default_factory=list)
    yardstick: list[Figures] = field(default_factory=list)
    health: list[Health] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the yardstick's rate: in each round against the two measurements around, the median of all rounds."""
        if not self.yardstick:
            return 0.0
        around = [(a.rate + b.rate) / 2 for a, b in zip(self.yardstick[::2], self.yardstick[1::2], strict=True)]
        return statistics.median(own.rate / rate for own, rate in zip(self.own, around, strict=True))


class Stage:
    """The processes."""

    def __init__(self, node: Node, stack: ExitStack) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._node = node
        self._load = stack.enter_context(ProcessPoolExecutor(1, mp_context=spawn))
        self._loop = stack.enter_context(ProcessPoolExecutor(1, mp_context=spawn))

    def load(self, port: int, requests: Sequence[bytes], *, seconds: float = 600, count: int | None = None) -> Figures:
        """Send requests, from the process of the load."""
        return self._load.submit(load, port, requests, seconds=seconds, count=count).result()

    def loop(self, case: Case) -> Figures:
        """The queries of a case, from the process of the loop."""
        return self._loop.submit(loop, self._node, KEYSPACE, case.loop, SECONDS).result()


def main() -> None:
    """Measure and print the tables."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    from run_conformance import configuration, free_port  # type: ignore[import-not-found]  # a script beside us

    node = find_node()
    fill_accounts(node)
    port = free_port()
    settings = configuration(node, KEYSPACE, f"http://127.0.0.1:{port}")
    settings |= {"ARGUS_CACHE_SECONDS": "5", "ARGUS_VALIDATE_RESPONSES": "0", "ARGUS_JOBS_ENABLED": "0"}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stage = Stage(node, stack)
        stack.enter_context(running("argus", port, "/readyz", settings, folder))
        empty_port = stack.enter_context(running("empty", free_port(), "/empty", {}, folder))
        fixed_port = stack.enter_context(running("fixed", free_port(), "/", {}, folder))
        ids = submit_runs(port)
        measured = cases(node, ids)
        print(
            f"\nPython {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}; "
            f"{ROUNDS} rounds of {SECONDS:g} s, {CONNECTIONS} connections"
        )
        ceiling = stage.load(fixed_port, EMPTY, seconds=SECONDS)
        print(f"The load itself does at most {ceiling.rate:,.0f} requests a second.")
        outcomes = _rounds(stage, measured, port, empty_port)
        _print_rates(outcomes)
        _print_times(outcomes)
        _memory(stage, port, measured)


def _rounds(stage: Stage, measured: Sequence[Case], port: int, empty_port: int) -> list[Outcome]:
    outcomes = [Outcome(case) for case in measured]
    for case in measured:  # statements prepared, caches filled
        stage.load(port, case.requests, seconds=WARM_UP)
    stage.load(empty_port, EMPTY, seconds=WARM_UP)
    for _ in range(ROUNDS):
        for outcome in outcomes:
            _measure(stage, outcome, port, _yardstick(stage, outcome.case, empty_port))
    return outcomes


def _yardstick(stage: Stage, case: Case, empty_port: int) -> Callable[[], Figures] | None:
    if case.loop:
        return lambda: stage.loop(case)
    if case.share:
        return lambda: _served(stage, empty_port, EMPTY)[0]
    return None


def _served(stage: Stage, port: int, requests: Sequence[bytes]) -> tuple[Figures, Health]:
    before = health(port)
    found = stage.load(port, requests, seconds=SECONDS)
    after = health(port)
    return replace(found, cpu=(after.cpu - before.cpu) / (found.rate * SECONDS) * 1e6), after


def _measure(stage: Stage, outcome: Outcome, port: int, yardstick: Callable[[], Figures] | None) -> None:
    if yardstick is not None:
        outcome.yardstick.append(yardstick())
    own, found = _served(stage, port, outcome.case.requests)
    outcome.own.append(own)
    outcome.health.append(found)
    if yardstick is not None:
        outcome.yardstick.append(yardstick())


def _print_rates(outcomes: Sequence[Outcome]) -> None:
    print("\n## Requests a second\n")
    print("| what | requests/s | CPU µs each | yardstick | its rate/s | CPU µs each | share | asked for |")
    print("|---|---|---|---|---|---|---|---|")
    rates = {outcome.case.name: median(outcome.own).rate * outcome.case.weight for outcome in outcomes}
    for outcome in outcomes:
        case, own = outcome.case, median(outcome.own)
        rate = own.rate
        if outcome.yardstick:
            yardstick = median(outcome.yardstick)
            name = "driver loop" if case.loop else "empty route"
            its, cpu, share, asked = yardstick.rate, f"{yardstick.cpu:.0f}", outcome.share, case.share
        else:
            name, its, cpu = "one event (NORMAL)", rates["one event (NORMAL)"], "-"
            share, asked = rates[case.name] / its, BATCH_GAIN
        shown = f"{rate:,.0f}" if case.weight == 1 else f"{rate:,.0f} ({rate * case.weight:,.0f} events/s)"
        print(f"| {case.name} | {shown} | {own.cpu:.0f} | {name} | {its:,.0f} | {cpu} | {share:.2f} | {asked:.2f} |")


def _print_times(outcomes: Sequence[Outcome]) -> None:
    print("\n## Times in milliseconds, and the longest stall of the server's event loop\n")
    print("| what | p50 | p99 | p99/p50 | yardstick's | asked for | stall: median, longest | its work |")
    print("|---|---|---|---|---|---|---|---|")
    for outcome in outcomes:
        own = median(outcome.own)
        spread = statistics.median(figures.spread for figures in outcome.own)
        its = statistics.median(f.spread for f in outcome.yardstick) if outcome.yardstick else 0.0
        compared = f"{its:.1f} | {its * SPREAD:.1f}" if its else "- | -"
        worst = max(outcome.health, key=lambda found: found.stall)
        usual = statistics.median(found.stall for found in outcome.health)
        print(
            f"| {outcome.case.name} | {own.p50:.1f} | {own.p99:.1f} | {spread:.1f} | {compared} "
            f"| {usual:.0f}, {worst.stall:.0f} (asked for: {STALL:.0f}) | {worst.work:.0f} |"
        )


def _memory(stage: Stage, port: int, measured: Sequence[Case]) -> None:
    mixed = [case.requests[n % len(case.requests)] for n in range(200) for case in measured if case.weight == 1]
    print(f"\n## Memory of the worker in MiB (asked for: {MEMORY:.0f}), after more mixed requests\n")
    print("| requests | MiB | longest stall ms | its work |")
    print("|---|---|---|---|")
    for part in range(6):
        if part:
            stage.load(port, mixed, count=REQUESTS // 5)
        found = health(port)
        print(f"| {part * REQUESTS // 5:,} | {found.memory:.0f} | {found.stall:.0f} | {found.work:.0f} |", flush=True)
