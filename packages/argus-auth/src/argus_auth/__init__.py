"""Login, logout, tokens and accounts."""

from argus_auth.blueprint import BLUEPRINT

__all__ = ["BLUEPRINT"]
