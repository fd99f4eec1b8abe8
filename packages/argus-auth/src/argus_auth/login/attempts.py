"""The limit of failed logins."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from argus_auth.login.errors import TooManyFailedLogins
from argus_auth.login.repository import LoginFailureRepository

if TYPE_CHECKING:
    from argus_core.core import Core

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to log in; it counts as failed until it has succeeded."""

    subjects: tuple[str, ...]
    at: UUID


class LoginAttempts:
    """Counts failed logins per account and per address, for all workers, over a minute that slides.

    An attempt is written down before the password is looked at and taken back when it fits, so that attempts sent all
    at once are counted too. Refused attempts do not count: whoever waits a minute may try again.
    """

    def __init__(self, core: Core) -> None:
        self._repository = LoginFailureRepository(core.database)
        self._limit = core.settings.login_failures_per_minute

    async def begin(self, username: str, address: str) -> Attempt:
        """Begin an attempt. Raises TooManyFailedLogins."""
        subjects = (_subject("account", username), _subject("address", address)) if self._limit else ()
        attempt = Attempt(subjects, _time_uuid())
        await self._repository.add(subjects, attempt.at, seconds=WINDOW_SECONDS)
        counts = await asyncio.gather(*(self._repository.count(s, up_to=self._limit + 1) for s in subjects))
        if any(count > self._limit for count in counts):
            await self.take_back(attempt)
            raise TooManyFailedLogins
        return attempt

    async def take_back(self, attempt: Attempt) -> None:
        """The attempt has not failed."""
        await self._repository.remove(attempt.subjects, attempt.at)


def _subject(kind: str, name: str) -> str:
    """Hashed, because people type passwords into the wrong field."""
    return f"{kind}:{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _time_uuid() -> UUID:
    """A version 1 UUID that gives no network address away."""
    return uuid.uuid1(node=secrets.randbits(48) | 1 << 40)
