"""Server-rendered pages: one Jinja environment over the template folders of all packages, escaping switched on."""

from argus_core.pages.service import Pages

__all__ = ["Pages"]
