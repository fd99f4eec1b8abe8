"""What it costs to pass requests on to the old application."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PATH = "/old/work"
CLIENTS = 8
SECONDS = 1.5
ROUNDS = 3
ATTEMPTS = 5
LEAST = 0.75
"""Of the requests a second that the plain threaded server answers."""


def rate(port: int) -> float:
    """Requests a second that some clients with open connections get answered."""
    done = [0] * CLIENTS
    end = time.monotonic() + SECONDS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            connection.request("GET", PATH)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            done[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


@pytest.mark.slow
def test_passing_on_costs_less_than_a_quarter(serving: Any) -> None:
    """Against the same application under a plain threaded server. An answer takes about 3 ms of work (the cheapest one
    of the old system takes 5).

    Both are measured in turns, and the middle of the ratios counts: the machine may be busy with something else. A
    failed measurement is repeated.
    """
    old = {"ARGUS_LEGACY_WSGI_APP": "old_argus:app", "PYTHONPATH": str(HERE)}
    threaded = str(HERE / "threaded.py")
    measured: list[float] = []
    with serving(**old) as ours, serving(command=threaded, ready="/old/x") as plain:
        for _ in range(ATTEMPTS):
            ratios = [rate(ours.port) / rate(plain.port) for _ in range(ROUNDS)]
            measured.append(round(statistics.median(ratios), 2))
            if measured[-1] >= LEAST:
                break
    print(f"passed on: {measured} of the plain server's requests a second")
    assert max(measured) >= LEAST
