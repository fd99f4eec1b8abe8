"""What a personal access token is good for."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

CLIENT_API = "/api/v1/client"


class Scope(StrEnum):
    """Values of the column `personal_access_token.scopes`."""

    READ = "read"
    """Requests that change nothing (GET and HEAD)."""
    SUBMIT = "submit"
    """What test runs report: everything below `/api/v1/client`."""
    FULL = "full"
    """Whatever the account may do."""


def covers(scopes: Collection[str], *, method: str, path: str) -> bool:
    """Whether a token with these scopes is good for a request."""
    if Scope.FULL in scopes:
        return True
    if Scope.READ in scopes and method in ("GET", "HEAD"):
        return True
    return Scope.SUBMIT in scopes and (path == CLIENT_API or path.startswith(f"{CLIENT_API}/"))
