"""The pages of Argus."""

from argus_ui.blueprint import BLUEPRINT

__all__ = ["BLUEPRINT"]
