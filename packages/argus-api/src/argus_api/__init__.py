"""The JSON API of Argus."""

from argus_api.blueprint import BLUEPRINT

__all__ = ["BLUEPRINT"]
