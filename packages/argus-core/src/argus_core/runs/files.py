"""Logs and screenshots of runs: links by name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from argus_core.runs.errors import FileNotOfRun
from argus_core.runs.subjects import Subjects

if TYPE_CHECKING:
    from argus_core.core import Core


class RunFiles:
    """Finds the links that clients have submitted."""

    def __init__(self, core: Core) -> None:
        self._subjects = core.of(Subjects)

    async def log(self, run_type: str, run_id: UUID, name: str) -> str:
        """The link of a log. Raises UnknownPlugin, RunNotFound, FileNotOfRun."""
        kind, run = await self._subjects.of_type(run_type, run_id)
        link = (await kind.log_links(run)).get(name)
        if not link:
            raise FileNotOfRun(f"Log name {name} not found.")
        return link

    async def screenshot(self, run_type: str, run_id: UUID, name: str) -> str:
        """The link whose last segment is this name. Raises UnknownPlugin, RunNotFound, FileNotOfRun."""
        kind, run = await self._subjects.of_type(run_type, run_id)
        for link in await kind.screenshot_links(run):
            if link.rsplit("/", 1)[-1] == name:
                return link
        raise FileNotOfRun(f"Screenshot {name} not found.")
