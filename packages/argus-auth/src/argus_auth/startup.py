"""What happens when the server starts and ends."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argus_core.config import Settings
from argus_core.core import Core
from argus_core.integrations.outgoing import Outgoing
from argus_core.pictures.service import Pictures

log = logging.getLogger("argus.auth")


@asynccontextmanager
async def lifespan(core: Core) -> AsyncIterator[None]:
    """Make the folder of pictures, warn of risky settings; at the end close connections to other services."""
    warn(core.settings)
    await core.of(Pictures).make_folder()
    yield
    await core.of(Outgoing).close()


def warn(settings: Settings) -> None:
    """Log what an operator should know of the configured logins."""
    if "cf" in settings.login_methods and not settings.cloudflare_access_team_domain:
        log.warning("Cloudflare Access enabled but CLOUDFLARE_ACCESS_TEAM_DOMAIN is missing")
    if "gh" in settings.login_methods and not settings.github_required_organizations:
        log.warning("GITHUB_REQUIRED_ORGANIZATIONS is empty: everybody on GitHub can make an account")
