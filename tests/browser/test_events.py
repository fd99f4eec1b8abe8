"""Ten thousand events."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect
from support.argus import Argus
from support.runs import SCT, START, Run, submit
from support.tab import Visiting

from argus_core.clock import from_epoch
from argus_core.database.statements import insert
from argus_core.testing.world import Account

COUNT = 10_000
SEVERITIES = ("WARNING", "ERROR", "NORMAL", "DEBUG")
STATEMENT = insert("sct_event", "run_id", "severity", "ts", "event_id", "event_type", "message", "node")
ROWS = ".box li[data-index]"
FEW_ROWS = 120
FILTERED_MS = 500

FILTER = """
async ([text, count]) => {
  const box = document.querySelector('input[aria-label="Filter messages"]');
  const said = document.querySelector('p.count[role="status"]');
  const started = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  while (!said.textContent.includes(`${count} events`)) await new Promise(requestAnimationFrame);
  return performance.now() - started;
}
"""
"""Types into the filter box; tells after how many milliseconds the list shows so many events."""


def add_events(argus: Argus, run: Run) -> None:
    """Every hundredth speaks of a stall."""
    writes = []
    for place in range(COUNT):
        matter = "reactor stalled for 312 ms" if place % 100 == 0 else "compaction of keyspace1.standard1 took long"
        severity, time = SEVERITIES[place % 4], from_epoch(START) + timedelta(milliseconds=40 * place)
        message = f"{time} (DatabaseLogEvent Severity.{severity}): {matter} #{place:05}"
        writes.append((STATEMENT, (run.id, severity, time, uuid4(), f"Event{place % 5}", message, "db-node-1")))
    argus.background.run(argus.database.gather_writes(writes))


def rows(page: Page) -> int:
    """How many lines of the list exist."""
    return page.locator(ROWS).count()


def test_ten_thousand_events_stay_quick_to_scroll_and_filter(
    visit: Visiting, argus: Argus, ci: Account, anna: Account
) -> None:
    run = submit(argus, ci, SCT, argus.job(SCT))
    add_events(argus, run)
    tab = visit(anna, f"{run.path}/sct-events?severity=CRITICAL,ERROR,WARNING,NORMAL,DEBUG")
    page = tab.page
    expect(page.get_by_text("10,005 events")).to_be_visible()  # with those that the run had
    assert 10 < rows(page) < FEW_ROWS

    seen = set()
    for part in (0.25, 0.5, 0.75, 1):
        page.locator(".box").evaluate(f"box => box.scrollTo(0, box.scrollHeight * {part})")
        page.wait_for_timeout(100)
        assert rows(page) < FEW_ROWS
        seen.add(page.locator(ROWS).last.inner_text())
    assert len(seen) == 4
    expect(page.get_by_text("#09999")).to_be_visible()

    took = [page.evaluate(FILTER, asked) for asked in (("stalled", "105"), ("#0999", "10"), ("", "10,005"))]
    assert min(took) < FILTERED_MS, took  # other work on the machine slows some of them down
    assert rows(page) < FEW_ROWS
