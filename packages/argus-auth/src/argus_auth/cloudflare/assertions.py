"""Verifying the assertions that Cloudflare Access adds to requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jwt

from argus_auth.cloudflare.errors import AssertionRefused
from argus_core.integrations.cloudflare import AccessKeys, KeysUnavailable

if TYPE_CHECKING:
    from argus_core.core import Core

ALGORITHMS = ["RS256"]
COMPANY_DOMAIN = "scylladb.com"


class Assertions:
    """Knows whose assertions count: those of the configured team for the configured application."""

    def __init__(self, core: Core) -> None:
        self._domain = core.settings.cloudflare_access_team_domain
        self._audience = core.settings.cloudflare_access_aud
        self._keys = core.of(AccessKeys)

    async def email(self, assertion: str) -> str:
        """The address that an assertion vouches for, as it is written there. Raises AssertionRefused."""
        if not self._domain or not self._audience:
            raise AssertionRefused("Cloudflare Access config missing: domain or audience")
        try:
            claims = self._claims(assertion, await self._key(assertion))
        except (jwt.PyJWTError, KeysUnavailable) as error:
            raise AssertionRefused("Invalid Cloudflare Access JWT") from error
        email = claims.get("email")
        if not isinstance(email, str) or not email:
            raise AssertionRefused("No email in the payload.")
        if not email.lower().endswith(f"@{COMPANY_DOMAIN}"):
            raise AssertionRefused(f"Email is external to {COMPANY_DOMAIN}")
        return email

    async def _key(self, assertion: str) -> jwt.PyJWK:
        """The key that an assertion names."""
        key = await self._keys.key(str(jwt.get_unverified_header(assertion).get("kid")))
        if key is None:
            raise jwt.InvalidKeyError("unknown key")
        return jwt.PyJWK(key, algorithm=ALGORITHMS[0])

    def _claims(self, assertion: str, key: jwt.PyJWK) -> dict[str, object]:
        """What an assertion says, once its signature and its validity are checked."""
        try:
            payload = json.loads(jwt.PyJWS().decode(assertion, key, algorithms=ALGORITHMS))
        except ValueError:
            payload = None
        if not isinstance(payload, dict) or not payload:
            raise AssertionRefused("Invalid Cloudflare Access Payload")
        return jwt.decode(
            assertion,
            key,
            algorithms=ALGORITHMS,
            audience=self._audience,
            issuer=f"https://{self._domain}",
            options={"require": ["exp"]},
        )
