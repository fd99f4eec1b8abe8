"""The one page that every address answers with: it hands its data to the application in the browser."""

from argus_ui.shell.service import Shell

__all__ = ["Shell"]
