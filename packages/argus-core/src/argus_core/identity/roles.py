"""Roles of accounts."""

from enum import StrEnum


class Role(StrEnum):
    """Values of the column `user.roles`."""

    USER = "ROLE_USER"
    MANAGER = "ROLE_MANAGER"
    ADMIN = "ROLE_ADMIN"
    SSH_TUNNEL_SERVER = "ROLE_SSH_TUNNEL_SERVER"
