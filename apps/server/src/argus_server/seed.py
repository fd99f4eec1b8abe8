"""Demo data."""

from __future__ import annotations

from argus_core.core import Core

from argus_server.commands.progress import Report

DEMO_USER = "admin"
DEMO_PASSWORD = "admin"  # noqa: S105  (demo data)


async def is_seeded(core: Core) -> bool:
    """Whether the demo account exists."""
    return await core.users.by_username(DEMO_USER) is not None


async def seed_demo(core: Core, *, seed: int, progress: Report) -> int:
    """(to be written)"""
    raise NotImplementedError
