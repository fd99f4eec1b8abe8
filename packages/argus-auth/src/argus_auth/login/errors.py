"""Refused logins; their texts are shown to people."""

from __future__ import annotations

from argus_core.errors import ErrorKind
from argus_core.users.errors import UserServiceException


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


class TooManyFailedLogins(UserServiceException):
    """The account or the address has failed too often within the last minute; right passwords are refused as well."""

    kind = ErrorKind.TOO_MANY

    def __init__(self) -> None:
        super().__init__("Too many failed logins, please try again in a minute.")
