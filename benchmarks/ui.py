"""The front end against its budgets: sizes, the page of a run, a long filter.

    python -m benchmarks.ui                          with a server of its own (one process, demo data)
    python -m benchmarks.ui http://127.0.0.1:8000    of a running `argus-server dev`

Sizes are those of the built files, gzipped at level 6. Times are medians of several loads, each in a new browser
context: nothing is cached.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page, Route, sync_playwright
from tools.find_browser import find_browser
from tools.take_screenshots import WIDE, addresses, demo_server, logged_in

from argus_ui.shell.assets import DIST, ENTRY, MANIFEST

ROUNDS = int(os.environ.get("ARGUS_BENCH_ROUNDS", "5"))
WORKSPACE = "src/pages/workspace/Workspace.svelte"
RUN = "src/pages/run/RunPage.svelte"
OVERVIEW = "src/pages/run/overview/OverviewTab.svelte"
TESTS = 2000
QUIET_MS = 600

LOADED = """
() => {
  const own = performance.getEntriesByType("resource").filter(({ name }) => !name.includes("/events/stream"));
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  return { paint, complete: Math.max(...own.map(({ responseEnd }) => responseEnd)), files: own.length };
}
"""
"""Milliseconds since the navigation began: the first paint, and the end of the last request."""
FILTER = """
async ([text, count]) => {
  const box = document.querySelector('input[aria-label="Filter tests"]');
  const shown = () => box.parentElement.querySelectorAll(":scope > ul > li").length;
  const started = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  while (shown() !== count) await new Promise(requestAnimationFrame);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - started;
}
"""
"""Types into the filter; milliseconds until so many tests are shown and painted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement and what it may be at most."""

    name: str
    value: float
    budget: float
    unit: str

    def line(self) -> str:
        """As it is printed."""
        verdict = "" if self.value <= self.budget else "  over"
        return f"{self.name:<52}{self.value:>9.1f} {self.unit:<3}{self.budget:>8.0f} {self.unit}{verdict}"


def main() -> int:
    """Measure, print; the exit code is 1 when a budget is exceeded."""
    given = sys.argv[1] if len(sys.argv) > 1 else None
    figures = sizes(json.loads(MANIFEST.read_bytes()))
    with nullcontext(given) if given else demo_server() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**find_browser().launch_options())
        figures += run_page(browser, base)
        figures.append(long_filter(browser, base))
        browser.close()
    print(f"{'':<52}{'measured':>12}{'budget':>11}")
    for figure in figures:
        print(figure.line())
    return int(any(figure.value > figure.budget for figure in figures))


# ---- sizes -----------------------------------------------------------------------------------------------------------
def sizes(chunks: dict[str, dict[str, Any]]) -> list[Figure]:
    """What is loaded for the first page and for the page of a run, and the largest part that is loaded when needed."""
    first, run = loaded(chunks, ENTRY, WORKSPACE), loaded(chunks, ENTRY, RUN, OVERVIEW)
    rest = {name: kilobytes([chunk["file"]]) for name, chunk in chunks.items() if name not in loaded(chunks, ENTRY)}
    lazy = {name: size for name, size in rest.items() if chunks[name]["file"].endswith(".js")}
    largest = max(lazy, key=lazy.__getitem__)
    return [
        Figure("shell and first page, JS", kilobytes(scripts(chunks, first)), 120, "kB"),
        Figure("shell and first page, CSS", kilobytes(styles(chunks, first)), 40, "kB"),
        Figure("shell and run page with its overview, JS", kilobytes(scripts(chunks, run)), 120, "kB"),
        Figure("shell and run page with its overview, CSS", kilobytes(styles(chunks, run)), 40, "kB"),
        Figure(f"largest lazy chunk ({chunks[largest].get('name', largest)})", lazy[largest], 80, "kB"),
    ]


def loaded(chunks: dict[str, dict[str, Any]], *names: str) -> list[str]:
    """These chunks and all that they import at once."""
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += chunks[name].get("imports", [])
    return found


def scripts(chunks: dict[str, dict[str, Any]], names: Iterable[str]) -> set[str]:
    """Files with code."""
    return {chunks[name]["file"] for name in names}


def styles(chunks: dict[str, dict[str, Any]], names: Iterable[str]) -> set[str]:
    """Style sheets."""
    return {style for name in names for style in chunks[name].get("css", [])}


def kilobytes(files: Iterable[str]) -> float:
    """Size of files as they are sent, in thousands of bytes."""
    return sum(len(gzip.compress((DIST / file).read_bytes(), 6)) for file in files) / 1000


# ---- times -----------------------------------------------------------------------------------------------------------
def run_page(browser: Browser, base: str) -> list[Figure]:
    """The page of an SCT run that failed, and what the first page really loads."""
    page = logged_in(browser, base, viewport=WIDE)
    path, state = addresses(page, base)["run"], page.context.storage_state()
    page.context.close()
    found = [_load(browser, base + path, state) for _ in range(ROUNDS + 1)][1:]  # the first one warms the server up
    return [
        Figure(f"run page, first paint (median of {ROUNDS})", _median(found, "paint"), 1000, "ms"),
        Figure(f"run page, complete (median of {ROUNDS})", _median(found, "complete"), 2000, "ms"),
    ]


def _load(browser: Browser, address: str, state: Any) -> dict[str, float]:
    context = browser.new_context(storage_state=state, viewport=WIDE)  # type: ignore[arg-type]  # WIDE is a plain dict
    page = context.new_page()
    page.goto(address)
    page.get_by_role("tabpanel").get_by_role("heading").first.wait_for()
    _wait_until_quiet(page)
    told: dict[str, float] = page.evaluate(LOADED)
    context.close()
    return told


def _wait_until_quiet(page: Page) -> None:
    """Until no file has been asked for during a while."""
    before = -1.0
    while (now := page.evaluate(LOADED)["files"]) != before:
        before = now
        page.wait_for_timeout(QUIET_MS)


def _median(found: list[dict[str, float]], key: str) -> float:
    return statistics.median(told[key] for told in found)


def long_filter(browser: Browser, base: str) -> Figure:
    """A group of 2,000 tests in the workspace. The answer with them is made up here: the browser is measured."""
    page = logged_in(browser, base, viewport=WIDE)
    tests = [{"id": str(uuid4()), "name": f"longevity-{place:04}-test", "pretty_name": None} for place in range(TESTS)]

    def answer(route: Route) -> None:
        route.fulfill(json={"status": "ok", "response": tests})

    page.route(f"{base}/api/v1/tests?*", answer)
    tree = page.get_by_role("complementary", name="Release tree")
    tree.get_by_role("button", expanded=False).first.click()
    tree.get_by_role("listitem").get_by_role("listitem").get_by_role("button", expanded=False).first.click()
    page.get_by_label("Filter tests").wait_for()
    texts = [("-19", 100), ("", TESTS)] * ROUNDS
    took = [page.evaluate(FILTER, [text, count]) for text, count in texts]
    page.context.close()
    return Figure(f"filter of {TESTS:,} tests (median of {len(took)})", statistics.median(took), 100, "ms")


if __name__ == "__main__":
    sys.exit(main())
