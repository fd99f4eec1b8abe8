"""The administration of Argus."""

from argus_admin.blueprint import BLUEPRINT

__all__ = ["BLUEPRINT"]
