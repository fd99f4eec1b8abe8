"""A tab of a browser, of which everything that must not happen is written down."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Request, expect

QUIET_MS = 120
PATIENCE = 30.0
STREAM = "/api/v1/events/stream"
_POLICY = re.compile("content.security.policy", re.IGNORECASE)


class Tab:
    """A page of the server under test."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.faults: list[str] = []
        """Uncaught errors, violated policies and dialogs."""
        self._running: set[Request] = set()
        page.on("request", self._started)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("console", self._said)
        page.on("dialog", self._asked)

    def _started(self, request: Request) -> None:
        if request.is_navigation_request():
            self._running.clear()  # requests of the page before may never tell that they ended
        if urlsplit(request.url).path != STREAM:
            self._running.add(request)

    def _ended(self, request: Request) -> None:
        self._running.discard(request)

    def _said(self, message: ConsoleMessage) -> None:
        if _POLICY.search(message.text):
            self.faults.append(message.text)

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def goto(self, path: str) -> None:
        """Load a page, to the end."""
        self.page.goto(self.base + path, wait_until="domcontentloaded")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        deadline = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < QUIET_MS:
            assert time.monotonic() < deadline, f"still running: {[request.url for request in self._running]}"
            self.page.wait_for_timeout(40)
            quiet = 0 if self._running else quiet + 40

    def look_for(self, text: str) -> Locator:
        """Type into the palette; gives its options."""
        self.page.keyboard.press("/")
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_label("Search")).to_be_focused()
        self.page.keyboard.type(text)
        return dialog.get_by_role("option")

    @property
    def path(self) -> str:
        """Path and query of the address."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


Visiting = Callable[..., Tab]
"""See the fixture `visit`."""
