"""Tokens for programs: the one of the account, and personal access tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from argus_auth.sessions import PROFILE_PAGE, go, session_of
from argus_auth.tokens.schemas import AccessTokenInfo, ApiToken, CreatedAccessToken, NewAccessToken
from argus_core.access_tokens.rows import AccessToken
from argus_core.access_tokens.service import AccessTokens
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.http.types import AnyUuid
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import Policy
from argus_core.users.accounts import Accounts

api = JsonRoutes("/api/v1/user", name="api", tags=["tokens"])
pages = PageRoutes("/auth/profile/api/token", name="auth", tags=["tokens"])

NO_STORE = {"Cache-Control": "no-store"}
Tokens = Annotated[AccessTokens, Depends(provide(AccessTokens))]
AccountChanges = Annotated[Accounts, Depends(provide(Accounts))]


@api.get("/token", policy=Policy(full_scope=True), summary="The own API token", headers=NO_STORE)
async def user_token(caller: CurrentCaller, accounts: AccountChanges) -> ApiToken:
    """The token of the account; the first reading makes it."""
    return ApiToken(token=await accounts.token(caller.id))


@api.get("/tokens", summary="The own personal access tokens")
async def user_tokens(caller: CurrentCaller, tokens: Tokens) -> list[AccessTokenInfo]:
    """The newest first, expired ones too; never the tokens themselves."""
    return [_info(token) for token in await tokens.of_user(caller.id)]  # type: ignore[misc]  # typed for the document


@api.post("/tokens", policy=Policy(full_scope=True), summary="Make a personal access token", headers=NO_STORE)
async def create_user_token(caller: CurrentCaller, body: NewAccessToken, tokens: Tokens) -> CreatedAccessToken:
    """Answers the token, which cannot be seen again."""
    lifetime = timedelta(days=body.expires_in_days)
    made = await tokens.create(caller.id, name=body.name, scopes=body.scopes, lifetime=lifetime)
    return _info(made.token) | {"token": made.text}  # type: ignore[return-value]  # typed for the document


@api.delete("/tokens/{token_id}", policy=Policy(full_scope=True), summary="Revoke a personal access token")
async def delete_user_token(
    caller: CurrentCaller, token_id: Annotated[AnyUuid, Path(description="Id of the token.")], tokens: Tokens
) -> bool:
    """It is unknown from now on."""
    await tokens.revoke(caller.id, token_id)
    return True


@pages.route("/generate", "POST", policy=Policy(full_scope=True))
async def generate_api_token(request: Request, caller: CurrentCaller, accounts: AccountChanges) -> Response:
    """Replace the API token; the profile page shows the new one once."""
    await accounts.replace_token(caller.user)
    session_of(request)["token_generated"] = True
    return go(PROFILE_PAGE)


def _info(token: AccessToken) -> dict[str, Any]:
    shown = {name: value for name, value in token.as_dict().items() if name in AccessTokenInfo.model_fields}
    return shown | {"scopes": sorted(token.scopes)}
