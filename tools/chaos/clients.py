"""Clients: many connections, each sends until it is told that a submission is stored."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx
from tools.chaos.submissions import Plan, Submission

CONNECTIONS = 16
REPEATED_LATER = 0.08
"""Share of acknowledged submissions that are sent again later, as by a client whose answer got lost."""
REPEATED_AT_ONCE = 0.08
"""Share that two connections send at the same time."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds before a submission is tried again, doubled each time."""
PATIENCE = 180.0
"""Seconds after which every client gives up: then the system did not come back."""
ANSWER_TIMEOUT = 30.0


@dataclass
class Ledger:
    """What clients know. sent: numbers of submissions that were tried at least once."""

    sent: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    tries: int = 0
    repeats: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """Tries without a success, by what was told or not told."""


class Clients:
    """Delivers plans: first each run, then its details in any order over any connection."""

    def __init__(self, base: str, headers: dict[str, str], seed: int) -> None:
        self.ledger = Ledger()
        self._chance = random.Random(seed)
        self._connections = [
            httpx.AsyncClient(
                base_url=f"{base}/api/v1/client",
                headers=headers,
                timeout=ANSWER_TIMEOUT,
                limits=httpx.Limits(max_connections=2),
            )
            for _ in range(CONNECTIONS)
        ]
        self._queue: asyncio.Queue[Submission] = asyncio.Queue()
        self._details: dict[int, list[Submission]] = {}

    async def deliver(self, plans: Sequence[Plan]) -> None:
        """Send everything; ends when each submission is acknowledged or given up."""
        waiting = iter(plans)
        workers = [asyncio.create_task(self._work(place, waiting)) for place in range(CONNECTIONS)]
        await asyncio.gather(*workers)
        for connection in self._connections:
            await connection.aclose()

    async def _work(self, place: int, plans: Iterator[Plan]) -> None:
        """Details that wait come first, so that no run waits for long for what is told of it."""
        while True:
            try:
                submission = self._queue.get_nowait()
            except asyncio.QueueEmpty:
                plan = next(plans, None)
                if plan is None:
                    return
                submission = plan.first
                self._details[submission.number] = plan.details
            await self._hand_in(place, submission)

    async def _hand_in(self, place: int, submission: Submission) -> None:
        again = submission.number in self.ledger.acknowledged
        dice = 1.0 if again else self._chance.random()
        own = self._send(self._connections[place], submission)
        if dice < REPEATED_AT_ONCE:
            self.ledger.repeats += 1
            other = self._connections[(place + 1) % CONNECTIONS]
            stored = any(await asyncio.gather(own, self._send(other, submission)))
        else:
            stored = await own
        if not stored or again:
            return
        if REPEATED_AT_ONCE <= dice < REPEATED_AT_ONCE + REPEATED_LATER:
            self.ledger.repeats += 1
            self._queue.put_nowait(submission)
        for detail in self._details.pop(submission.number, ()):
            self._queue.put_nowait(detail)

    async def _send(self, connection: httpx.AsyncClient, submission: Submission) -> bool:
        """Try until it is acknowledged; False when the client gave up."""
        ledger, pause, deadline = self.ledger, FIRST_PAUSE, time.monotonic() + PATIENCE
        ledger.sent.add(submission.number)
        while True:
            ledger.tries += 1
            failure = await self._try(connection, submission)
            if failure is None:
                ledger.acknowledged.add(submission.number)
                return True
            ledger.failures[failure] += 1
            if not submission.patient or time.monotonic() > deadline:
                return False
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))
            pause = min(2 * pause, LONGEST_PAUSE)

    @staticmethod
    async def _try(connection: httpx.AsyncClient, submission: Submission) -> str | None:
        """None for a success, else what went wrong in a word."""
        try:
            answer = await connection.post(submission.path, json=submission.body)
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            return type(error).__name__
        if answer.status_code == 200 and told["status"] == "ok":
            return None
        return str(told["response"]["exception"]) if "response" in told else str(answer.status_code)
