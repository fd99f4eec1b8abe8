"""Demo data: what a development database holds, and tests of the pages start from."""

from __future__ import annotations

import asyncio

from argus_core.clock import epoch_now
from argus_core.core import Core
from argus_core.identity.passwords import hash_password_async
from argus_core.runs.indexes import ReleaseIndexes
from argus_server.commands.progress import Report
from argus_server.seed.accounts import PEOPLE, People
from argus_server.seed.catalogue import RELEASES
from argus_server.seed.content import build_content
from argus_server.seed.hierarchy import release_id
from argus_server.seed.record import demo_day, is_complete, remember_completion
from argus_server.seed.scope import Scope
from argus_server.seed.writer import write_rows

DEMO_USER = "admin"
DEMO_PASSWORD = "admin"  # noqa: S105  (demo data)

__all__ = ["DEMO_PASSWORD", "DEMO_USER", "holds_other_data", "is_seeded", "seed_demo"]


async def is_seeded(core: Core) -> bool:
    """Whether the demo data is there, complete."""
    return await is_complete(core.database)


async def holds_other_data(core: Core) -> bool:
    """Whether somebody has accounts here that are no demo data."""
    own = People({}).own
    return any(own.get(str(user.username)) != user.id for user in await core.users.all())


async def seed_demo(core: Core, *, seed: int, progress: Report) -> int:
    """Write the demo data; returns the number of rows.

    The same number gives the same rows however often and whenever it is repeated (but for the salts of passwords);
    another number adds other runs to the same releases. Raises DatabaseError.
    """
    progress("passwords", None)
    day, accounts = await asyncio.gather(demo_day(core.database), core.users.repository.all())
    people = People({str(user.username): user.id for user in accounts if user.id is not None})
    names = [person.username for person in PEOPLE]
    hashes = dict(zip(names, await asyncio.gather(*map(hash_password_async, names)), strict=True))
    progress("making up data", None)
    scope = Scope(seed=seed, day=day, now=epoch_now())
    content = await asyncio.to_thread(build_content, scope, people, hashes)
    written = await write_rows(core.database, content, progress)
    indexes = ReleaseIndexes(core.database)
    await asyncio.gather(*(indexes.drop_all_snapshots(release_id(release.name)) for release in RELEASES))
    await remember_completion(core.database)
    core.users.forget()
    return written
