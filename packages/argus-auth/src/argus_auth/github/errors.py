"""Refused logins through GitHub; their texts are shown to people."""

from __future__ import annotations

from argus_core.users.errors import UserServiceException


class GithubLoginDisabled(UserServiceException):
    """The method is not configured."""

    def __init__(self) -> None:
        super().__init__("Github Login is disabled")


class GithubLoginFailed(UserServiceException):
    """GitHub refused, or answered something unexpected."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"GitHub login failed: {reason}")


class GithubOrganizationMissingError(UserServiceException):
    """None of the required organisations."""

    def __init__(self) -> None:
        super().__init__("Not a member of a required organization or missing organization scope")


class GithubAccountRefused(UserServiceException):
    """The account of this name is not for this person."""
