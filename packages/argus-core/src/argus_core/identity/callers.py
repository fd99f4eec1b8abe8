"""Who sent a request: by `Authorization: token ...`, else by the session cookie, else nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from argus_core.access_tokens.scopes import Scope, covers
from argus_core.access_tokens.service import AccessTokens
from argus_core.errors import Unauthenticated
from argus_core.identity.roles import Role
from argus_core.identity.tokens import PREFIX
from argus_core.users.rows import User

if TYPE_CHECKING:
    from argus_core.core import Core


@dataclass(frozen=True, slots=True)
class Caller:
    """A known caller.

    by_cookie: known by nothing but a cookie, so the request may have been sent by another site. scopes: those of the
    personal access token it presented; None when nothing limits it.
    """

    user: User
    by_cookie: bool
    scopes: frozenset[str] | None = None

    @property
    def id(self) -> UUID:
        """Id of the account."""
        assert self.user.id is not None  # noqa: S101  (the primary key)
        return self.user.id

    @property
    def roles(self) -> frozenset[str]:
        """Roles of the account."""
        return frozenset(self.user.roles)

    @property
    def is_admin(self) -> bool:
        """Whether the caller administers."""
        return Role.ADMIN in self.user.roles

    @property
    def has_full_scope(self) -> bool:
        """Whether the caller acts as the account itself."""
        return self.scopes is None or Scope.FULL in self.scopes

    @property
    def is_confined(self) -> bool:
        """Whether most pages are closed to the caller, so that sending it to one would send it in circles."""
        return not self.has_full_scope or Role.SSH_TUNNEL_SERVER in self.user.roles

    def may_send(self, method: str, path: str) -> bool:
        """Whether the presented token is good for a request."""
        return self.scopes is None or covers(self.scopes, method=method, path=path)


ESTABLISHED = "argus.caller"
"""Key of a request's scope: the caller of a request that this server makes to itself. No client can set it."""


def token_of(authorization: str | None) -> str | None:
    """The token of an Authorization header; None when it carries none (other schemes are not ours).

    Raises Unauthenticated for the scheme `token` without a value.
    """
    words = (authorization or "").split()
    if not words or words[0] != "token":
        return None
    if len(words) < 2:
        raise Unauthenticated("Malformed authorization header")
    return words[1]


async def resolve_caller(request: Request, *, tolerant: bool, fresh: bool = False) -> Caller | None:
    """The caller of a request.

    tolerant: a bad token counts as none (pages), else it raises Unauthenticated. fresh: the account is read now,
    whatever is kept of it.
    """
    established: Caller | None = request.scope.get(ESTABLISHED)
    if established is not None:
        return established
    core = request.app.state.core
    try:
        token = token_of(request.headers.get("authorization"))
        if token is not None:
            return await _by_token(core, token, fresh=fresh)
    except Unauthenticated:
        if not tolerant:
            raise
        return None
    session = request.state.session
    user_id = session.get("user_id")
    if not user_id:
        return None
    user = await core.users.by_session_id(user_id, fresh=fresh)
    if user is None:
        session.clear()
        return None
    return Caller(user, by_cookie=True)


async def _by_token(core: Core, token: str, *, fresh: bool) -> Caller:
    """Personal tokens are told by their prefix: tokens of accounts never hold an underscore."""
    if token.startswith(PREFIX):
        presented = await core.of(AccessTokens).presented(token, fresh=fresh)
        if presented is not None:
            return Caller(presented.user, by_cookie=False, scopes=presented.scopes)
    else:
        user = await core.users.by_token(token, fresh=fresh)
        if user is not None:
            return Caller(user, by_cookie=False)
    raise Unauthenticated("User not found for supplied token")


async def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


async def _optional_caller(request: Request) -> Caller | None:
    caller: Caller | None = request.state.caller
    return caller


CurrentCaller = Annotated[Caller, Depends(_caller)]
"""The caller of a route whose policy needs a login."""
OptionalCaller = Annotated[Caller | None, Depends(_optional_caller)]
"""The caller, if known."""
