"""What goes back and forth between us, the browser and GitHub: OAuth 2 with `state` and PKCE."""

from __future__ import annotations

import base64
import hashlib
import hmac

from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from argus_core.config import Settings

_PURPOSE = b"argus github code verifier "


def authorization_fields(settings: Settings, *, state: str) -> dict[str, str] | None:
    """What the form that leads to GitHub sends; None when the method is not enabled.

    No `redirect_uri`: GitHub sends browsers back to the address registered there, `{BASE_URL}/profile/oauth/github`.
    """
    if "gh" not in settings.login_methods:
        return None
    return {
        "scope": settings.github_scopes,
        "client_id": settings.github_client_id,
        "state": state,
        "code_challenge": create_s256_code_challenge(code_verifier(settings, state)),
        "code_challenge_method": "S256",
    }


def token_request(settings: Settings, *, code: str, state: str) -> str:
    """The form that exchanges a code for an access token."""
    secret = settings.github_client_secret
    return prepare_token_request(
        "authorization_code",
        code=code,
        client_id=settings.github_client_id,
        client_secret=secret.get_secret_value() if secret else "",
        code_verifier=code_verifier(settings, state),
    )


def code_verifier(settings: Settings, state: str) -> str:
    """The secret of one login: made of its `state` and our key, so that it need not be kept anywhere."""
    key = settings.secret_key.get_secret_value().encode()
    digest = hmac.new(key, _PURPOSE + state.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
