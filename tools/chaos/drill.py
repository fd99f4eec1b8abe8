"""The drill from start to end."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.chaos.audit import Verdict, judge, read_back
from tools.chaos.clients import Clients, Ledger
from tools.chaos.machines import DrillNode, DrillServer, prepare
from tools.chaos.sabotage import spoil
from tools.chaos.submissions import GENERIC, SCT, Plan, make_plans

from argus_core.config import Settings
from argus_core.database import Database
from argus_core.testing.world import Job, World

KILLS_AT = (0.2, 0.7)
STOP_AT = 0.45
"""Shares of the submissions that are acknowledged when the server is killed, and when the database is stopped."""
DATABASE_OFF = 2.0
"""Seconds between the end of the database and its new start."""
RUNS_PER_JOB = 100

Tell = Callable[[str, float | None], None]
"""Called with what is going on, and which share of the submissions is acknowledged."""


@dataclass
class Report:
    """What happened. seconds: of the parts of the drill."""

    submissions: int
    seed: int
    ledger: Ledger
    verdict: Verdict
    kinds: dict[str, Counter[str]]
    faults_made: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    proof: dict[str, bool] = field(default_factory=dict)
    """Faults put into the database afterwards: whether the audit named exactly the submission that had it."""

    @property
    def passed(self) -> bool:
        """Whether nothing is lost, doubled or half there, and the audit can tell."""
        return not self.verdict.faults and all(self.proof.values())


class Drill:
    """One node, one server, many clients."""

    def __init__(self, folder: Path, *, count: int, seed: int, tell: Tell) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._count, self._seed, self._tell = folder, count, seed, tell
        self._node = DrillNode(folder)
        self._made: list[str] = []
        self._seconds: dict[str, float] = {}

    def run(self) -> Report:
        """Everything; the node and the server are stopped at the end."""
        started = time.monotonic()
        self._tell("Starting a database", None)
        try:
            settings = prepare(self._node.start(), self._folder)
            server = DrillServer(settings, self._folder)
            try:
                self._tell("Starting the server", None)
                server.start()
                self._seconds["preparing"] = time.monotonic() - started
                return asyncio.run(self._drill(settings, server))
            finally:
                server.kill()
        finally:
            self._node.stop()

    async def _drill(self, settings: Settings, server: DrillServer) -> Report:
        started = time.monotonic()
        database = await Database.connect(settings)
        try:
            account = await World(database).account()
            plans = make_plans(self._count, self._seed, await self._jobs(World(database)))
        finally:
            await database.close()
        clients = Clients(server.base, account.headers, self._seed)
        delivery = asyncio.create_task(clients.deliver(plans))
        try:
            await self._make_trouble(server, clients.ledger, delivery)
            await delivery
        finally:
            delivery.cancel()
        self._seconds["submitting"] = time.monotonic() - started
        await asyncio.to_thread(server.stop)
        return await self._audit(settings, plans, clients.ledger)

    async def _jobs(self, world: World) -> dict[str, Sequence[Job]]:
        """Jobs enough that none has too many runs."""
        each = max(2, self._count // 20 // RUNS_PER_JOB)
        return {kind: [await world.job(plugin=kind) for _ in range(each)] for kind in (GENERIC, SCT)}

    # ---- trouble -------------------------------------------------------------------------------------------------
    async def _make_trouble(self, server: DrillServer, ledger: Ledger, delivery: asyncio.Task[None]) -> None:
        chance = random.Random(self._seed)
        plan = sorted([(share, "kill") for share in KILLS_AT] + [(STOP_AT, "stop")])
        started = time.monotonic()
        for share, what in plan:
            await self._wait_for(ledger, int(self._count * (share + chance.uniform(-0.05, 0.05))), delivery)
            begun = time.monotonic()
            if what == "kill":
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
                text = "server killed (SIGKILL)"
            else:
                await asyncio.to_thread(self._node.stop)
                await asyncio.sleep(DATABASE_OFF)
                await asyncio.to_thread(self._node.start)
                text = "database stopped"
            now = time.monotonic()
            self._made.append(f"after {begun - started:.1f} s: {text}, back {now - begun:.1f} s later")
        await self._wait_for(ledger, self._count, delivery)

    async def _wait_for(self, ledger: Ledger, acknowledged: int, delivery: asyncio.Task[None]) -> None:
        """Until so many are acknowledged, or all clients ended."""
        while len(ledger.acknowledged) < acknowledged and not delivery.done():
            self._tell("; ".join(self._made[-1:]) or "Submitting", len(ledger.acknowledged) / self._count)
            await asyncio.sleep(0.1)

    # ---- afterwards ----------------------------------------------------------------------------------------------
    async def _audit(self, settings: Settings, plans: Sequence[Plan], ledger: Ledger) -> Report:
        self._tell("Reading back", None)
        started = time.monotonic()
        submissions = [s for plan in plans for s in plan.submissions if s.number in ledger.sent]
        database = await Database.connect(settings)
        try:
            verdict = judge(submissions, ledger.acknowledged, await read_back(database, plans))
            proof = {}
            if not verdict.faults:
                spoilt = await spoil(database, plans, ledger.acknowledged)
                second = judge(submissions, ledger.acknowledged, await read_back(database, plans))
                proof = {what: getattr(second, what) == {number} for what, number in spoilt.items()}
        finally:
            await database.close()
        self._seconds["reading back"] = time.monotonic() - started
        kinds: dict[str, Counter[str]] = {}
        for submission in submissions:
            told = kinds.setdefault(submission.kind.value, Counter())
            told["sent"] += 1
            told["acknowledged"] += submission.number in ledger.acknowledged
            for what in ("kept", "lost", "doubled", "half", "unanswered_there", "unanswered_absent"):
                told[what] += submission.number in getattr(verdict, what)
        return Report(self._count, self._seed, ledger, verdict, kinds, self._made, self._seconds, proof)
