"""Who sent a request: by `Authorization: token ...`, else by the session cookie, else nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from argus_core.errors import Unauthenticated
from argus_core.identity.roles import Role
from argus_core.users.rows import User


@dataclass(frozen=True, slots=True)
class Caller:
    """A known caller. `by_cookie`: known by nothing but a cookie, so the request may have been sent by another site."""

    user: User
    by_cookie: bool

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


async def resolve_caller(request: Request, *, tolerant: bool) -> Caller | None:
    """The caller of a request; tolerant: a bad token counts as none (pages), else it raises Unauthenticated."""
    users = request.app.state.core.users
    try:
        token = token_of(request.headers.get("authorization"))
        if token is not None:
            user = await users.by_token(token)
            if user is None:
                raise Unauthenticated("User not found for supplied token")
            return Caller(user, by_cookie=False)
    except Unauthenticated:
        if not tolerant:
            raise
        return None
    session = request.state.session
    user_id = session.get("user_id")
    if not user_id:
        return None
    user = await users.by_session_id(user_id)
    if user is None:
        session.clear()
        return None
    return Caller(user, by_cookie=True)


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
