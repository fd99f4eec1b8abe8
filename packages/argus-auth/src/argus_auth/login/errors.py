"""Refused logins; their texts are shown to people."""

from __future__ import annotations

from argus_core.errors import ArgusError, ErrorKind


class UserServiceException(ArgusError):
    """A change of an account, or a login, that is refused."""

    kind = ErrorKind.REFUSED


class PasswordLoginDisabled(UserServiceException):
    """The method is not configured."""

    def __init__(self) -> None:
        super().__init__("Password Login is disabled")


class UserNotFound(UserServiceException):
    """No account has this name."""

    def __init__(self) -> None:
        super().__init__("User not found")


class IncorrectPassword(UserServiceException):
    """The password is another."""

    def __init__(self) -> None:
        super().__init__("Incorrect Password")
