"""Presenting, making and revoking personal access tokens."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from argus_core.access_tokens.repository import AccessTokenRepository
from argus_core.access_tokens.rows import AccessToken
from argus_core.access_tokens.scopes import Scope
from argus_core.caching import AgingCache
from argus_core.clock import utc_now
from argus_core.database.errors import DatabaseError
from argus_core.errors import DocumentNotFound
from argus_core.identity.tokens import hash_personal_token, is_personal_token, new_personal_token
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core

USE_NOTED_EVERY = timedelta(minutes=1)

log = logging.getLogger("argus.auth")


@dataclass(frozen=True, slots=True)
class Presented:
    """A token that is good, and whose it is."""

    user: User
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A token just made, with the text that is shown this once."""

    token: AccessToken
    text: str


class AccessTokens:
    """Personal access tokens. A revoked one is unknown at once in this worker, in others after `CACHE_SECONDS`."""

    def __init__(self, core: Core) -> None:
        self._users = core.users
        self._repository = AccessTokenRepository(core.database)
        self._by_hash: AgingCache[str, AccessToken] = AgingCache(core.settings.cache_seconds)
        self._noted: AgingCache[UUID, bool] = AgingCache(USE_NOTED_EVERY.total_seconds())

    async def presented(self, text: str, *, fresh: bool = False) -> Presented | None:
        """What a presented text stands for; None for one that is unknown, revoked, expired or mistyped.

        fresh: read it now, whatever is kept. A wrong checksum costs no read.
        """
        if not is_personal_token(text):
            return None
        token_hash = hash_personal_token(text)
        if fresh:
            self._by_hash.drop(token_hash)
        token = await self._by_hash.get_or(token_hash, lambda: self._repository.by_hash(token_hash))
        if token is None or token.user_id is None or token.expires_at is None or token.expires_at <= utc_now():
            return None
        user = await self._users.by_id(token.user_id, fresh=fresh)
        if user is None:
            return None
        await self._note_use(token)
        return Presented(user, frozenset(token.scopes))

    async def of_user(self, user_id: UUID) -> list[AccessToken]:
        """Tokens of an account, the newest first; expired ones too."""
        tokens = await self._repository.of_user(user_id)
        return sorted(tokens, key=lambda token: (str(token.created_at), str(token.id)), reverse=True)

    async def create(self, user_id: UUID, *, name: str, scopes: Collection[Scope], lifetime: timedelta) -> Fresh:
        """Make a token for an account."""
        text, now = new_personal_token(), utc_now()
        token = AccessToken(
            id=uuid4(),
            user_id=user_id,
            name=name,
            token_hash=hash_personal_token(text),
            scopes={scope.value for scope in scopes},
            created_at=now,
            expires_at=now + lifetime,
            last_used_at=None,
        )
        await self._repository.insert(token)
        log.info("User %s made the access token %s (%s).", user_id, token.id, ", ".join(sorted(token.scopes)))
        return Fresh(token, text)

    async def revoke(self, user_id: UUID, token_id: UUID) -> None:
        """End a token. Raises DocumentNotFound unless it is one of this account."""
        token = await self._repository.by_id(token_id)
        if token is None or token.user_id != user_id:
            raise DocumentNotFound("AccessToken", token_id)
        await self._delete(token)

    async def revoke_all(self, user_id: UUID) -> None:
        """End all tokens of an account."""
        await self._delete(*await self._repository.of_user(user_id))

    async def _delete(self, *tokens: AccessToken) -> None:
        await self._repository.delete(*tokens)
        for token in tokens:
            if token.token_hash is not None:
                self._by_hash.drop(token.token_hash)
            log.info("The access token %s of user %s is revoked.", token.id, token.user_id)

    async def _note_use(self, token: AccessToken) -> None:
        """Store the time of use, at most once a minute; a failure is no reason to refuse the request."""
        now = utc_now()
        if token.id is None or self._noted.get(token.id):
            return
        if token.last_used_at is not None and now - token.last_used_at < USE_NOTED_EVERY:
            return
        self._noted.put(token.id, True)
        try:
            await self._repository.note_use(token.id, now)
        except DatabaseError as error:
            log.warning("The use of access token %s could not be noted: %s", token.id, error)
