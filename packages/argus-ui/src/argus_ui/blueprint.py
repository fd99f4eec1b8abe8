"""What argus-ui gives to the server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from argus_core.blueprint import Blueprint
from argus_ui.notices.router import routes as notices
from argus_ui.releases.router import routes as releases
from argus_ui.runs.router import routes as runs
from argus_ui.shell.assets import STATIC, read_assets
from argus_ui.workspace.router import routes as workspace

if TYPE_CHECKING:
    from argus_core.core import Core

FEATURES = (workspace, releases, runs, notices)


async def ready(_core: Core) -> None:
    """The front end is there."""
    await asyncio.to_thread(read_assets)


BLUEPRINT = Blueprint(
    name="ui",
    distribution="argus-alm-ui",
    routes=[route for feature in FEATURES for route in feature.routes],
    templates=[Path(__file__).parent / "templates"],
    static=[STATIC],
    ready=ready,
)
