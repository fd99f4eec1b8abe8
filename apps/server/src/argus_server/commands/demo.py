"""`seed`: demo data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from argus_server.commands.common import with_core
from argus_server.commands.configuration import settings_or_development
from argus_server.commands.failures import REFUSED, Failure
from argus_server.commands.progress import bar

if TYPE_CHECKING:
    from argus_core.config import Settings
    from argus_core.core import Core


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(seed)


def seed(
    seed: Annotated[int, typer.Option(help="The same number gives the same data.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Also into a database that is in use.")] = False,
) -> None:
    """Fill the configured database with demo data: a database of its own, for its accounts have known passwords."""
    from argus_server.seed import holds_other_data, is_seeded, seed_demo

    async def work(core: Core) -> int:
        if not force and not await is_seeded(core) and await holds_other_data(core):
            raise Failure(
                f"The keyspace {core.database.keyspace} is in use: it holds accounts that are no demo data. "
                "Demo accounts have known passwords, one of them may administer; --force adds them all the same.",
                REFUSED,
            )
        with bar("Demo data") as progress:
            return await seed_demo(core, seed=seed, progress=progress)

    print(f"{with_core(work, settings_or_development(start=True))} rows written.")


def seed_once(settings: Settings) -> bool:
    """Demo data on first use of an empty database; whether the database holds it now."""
    from argus_server.seed import holds_other_data, is_seeded, seed_demo

    async def work(core: Core) -> bool:
        if await is_seeded(core):
            return True
        if await holds_other_data(core):
            return False
        with bar("Demo data") as progress:
            await seed_demo(core, seed=1, progress=progress)
        return True

    return with_core(work, settings)
