"""Policies: each route declares one, and it is checked before the request's body is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from argus_core.errors import ArgusError, ErrorKind, Unauthenticated
from argus_core.identity.callers import Caller, resolve_caller
from argus_core.identity.origin import is_cross_site
from argus_core.identity.roles import Role

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOGIN_REQUIRED = "Authorization required"
FORBIDDEN = "Forbidden"
OUT_OF_SCOPE = "The scopes of this access token do not cover the request"


class Refused(ArgusError):
    """The caller may not do this. `anonymous` tells a missing login from a missing right."""

    kind = ErrorKind.FORBIDDEN

    def __init__(self, message: str, *, anonymous: bool = False, cross_site: bool = False) -> None:
        super().__init__(message)
        self.anonymous = anonymous
        self.cross_site = cross_site


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a route.

    login: a caller must be known. roles: any one of them is needed. tunnel_server: open to proxies (accounts with
    `ROLE_SSH_TUNNEL_SERVER`), which may call nothing else. check_origin: browsers of other sites are refused even
    without a session, as on the login form. bad_token_forbidden: an unknown token is answered 403 instead of with the
    error envelope. full_scope: the answer is itself a credential, so personal access tokens need the scope `full`.
    identify: False for what everybody gets alike, without the database: nobody looks whose the request is.

    Personal access tokens are held to their scopes everywhere; on open routes one that does not cover the request
    stands for nobody. Administration never trusts a kept account: a role that was taken away is gone at once.
    """

    login: bool = True
    roles: frozenset[Role] = field(default_factory=frozenset)
    tunnel_server: bool = False
    check_origin: bool = False
    bad_token_forbidden: bool = False
    full_scope: bool = False
    identify: bool = True

    async def admit(self, request: Request, *, pages: bool) -> None:
        """Let the request pass, its caller in `request.state.caller`, or raise Refused or Unauthenticated."""
        if not self.identify:
            request.state.caller = None
            return
        try:
            caller = await resolve_caller(request, tolerant=pages, fresh=Role.ADMIN in self.roles)
        except Unauthenticated as error:
            if self.bad_token_forbidden:
                raise Refused(error.message) from error
            raise
        in_scope = caller is None or self._in_scope(request, caller)
        if not in_scope and not self.login:
            caller = None
        request.state.caller = caller
        if request.method not in SAFE_METHODS and (self.check_origin or (caller is not None and caller.by_cookie)):
            self._check_origin(request)
        if self.login:
            self._check_caller(caller, pages=pages)
            if not in_scope:
                raise Refused(OUT_OF_SCOPE)

    def _in_scope(self, request: Request, caller: Caller) -> bool:
        if caller.scopes is None:
            return True
        return caller.has_full_scope or (not self.full_scope and caller.may_send(request.method, request.scope["path"]))

    def _check_caller(self, caller: Caller | None, *, pages: bool) -> None:
        if caller is None:
            # Administration has always answered `Forbidden` to nobody, the rest asks for a login.
            text = FORBIDDEN if Role.ADMIN in self.roles and not pages and not self.tunnel_server else LOGIN_REQUIRED
            raise Refused(text, anonymous=True)
        if self.roles and not self.roles & caller.roles:
            raise Refused(FORBIDDEN)
        if Role.SSH_TUNNEL_SERVER in caller.roles and not self.tunnel_server:
            raise Refused(FORBIDDEN if pages else LOGIN_REQUIRED)

    @staticmethod
    def _check_origin(request: Request) -> None:
        base_url = request.app.state.core.settings.base_url
        if is_cross_site(request.headers, host=request.headers.get("host", ""), base_url=base_url):
            raise Refused(FORBIDDEN, cross_site=True)

    def openapi(self) -> dict[str, Any]:
        """How the policy shows in the OpenAPI document."""
        shown: dict[str, Any] = {"x-argus-roles": sorted(self.roles)}
        shown["security"] = [{"token": []}, {"session": []}] if self.login else []
        return shown


OPEN = Policy(login=False)
"""Anybody."""
UNSEEN = Policy(login=False, identify=False)
"""Anybody, and nobody asks who: static files, health checks."""
LOGIN = Policy()
"""Any known caller, but for proxies."""
ADMIN = Policy(roles=frozenset({Role.ADMIN}))
"""Administrators."""
