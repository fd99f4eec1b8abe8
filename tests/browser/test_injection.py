"""Script in every field that people and clients fill: it is shown as text, everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from support.argus import Argus
from support.pages import pages
from support.runs import RUN_TYPES, Run, Texts, submit
from support.tab import Visiting

from argus_core.hierarchy.rows import Group, Release
from argus_core.identity.roles import Role
from argus_core.testing.world import Account, Job

SHORT = "<img src=x onerror=alert(1) data-injected>"
HOSTILE = (
    f"\"'>{SHORT}<svg onload=alert(1) data-injected><a href='javascript:alert(1)' data-injected>a</a>"
    "</script><script data-injected>alert(1)</script>[b](javascript:alert(1)){{7*7}}"
)
LINK = "javascript:alert(1)//"
TEXTS = Texts(text=lambda usual: HOSTILE, link=lambda usual: LINK)

INJECTED = """
() => {
  const runs = ({ name, value }) => name.startsWith("on") || /^ *(javascript:|data:text)/i.test(value);
  const all = [...document.querySelectorAll("*")];
  const made = all.filter((element) => element.matches("[data-injected]") || [...element.attributes].some(runs));
  return made.map((element) => element.outerHTML.slice(0, 200));
}
"""
"""Elements that only a field could have made, and those that would run something."""
CLOSED = "main button[aria-expanded=false], main summary"
MOST_OPENED = 15


@pytest.fixture(scope="module")
def villain(argus: Argus) -> Account:
    """An account with such names."""
    return argus.account(Role.USER, Role.ADMIN, full_name=HOSTILE, email=f"{SHORT}@example.com")


@pytest.fixture(scope="module")
def hostile_runs(argus: Argus, villain: Account) -> dict[str, Run]:
    """A run of each type: every text and link is such a one, those of its place included."""
    return {run_type: _in_the_open(argus, villain, run_type) for run_type in RUN_TYPES}


def _in_the_open(argus: Argus, villain: Account, run_type: str) -> Run:
    job = argus.job(run_type, name=HOSTILE, pretty_name=HOSTILE, build_system_url=LINK)
    hostile = _rename(argus, job)
    run = submit(argus, villain, run_type, hostile, TEXTS)
    body = {"assignee": str(villain.id)}
    argus.post(villain, f"/test/{job.test_id}/run/{run.id}/assignee/set", body)
    return run


def _rename(argus: Argus, job: Job) -> Job:
    release = f"{job.release_name}{SHORT}"
    argus.row(Release.tables[0], id=job.release_id, name=release, pretty_name=HOSTILE, description=HOSTILE)
    argus.row(Group.tables[0], id=job.group_id, name=HOSTILE, pretty_name=HOSTILE, description=HOSTILE)
    return replace(job, release_name=release)


def unfold(page: Page) -> None:
    """Open what is folded."""
    for _ in range(MOST_OPENED):
        closed = page.locator(CLOSED).filter(visible=True)
        if not closed.count():
            return
        closed.last.click()


def test_no_field_becomes_an_element(visit: Visiting, villain: Account, hostile_runs: dict[str, Run]) -> None:
    tab = visit(villain)
    made: dict[str, list[str]] = {}
    for path in pages(hostile_runs):
        tab.goto(path)
        unfold(tab.page)
        tab.settle()
        found = tab.page.evaluate(INJECTED)
        if found:
            made[path] = found
        if path.startswith("/tests/"):
            expect(tab.page.locator("body")).to_contain_text("data-injected")
    assert made == {}


def test_nor_does_it_in_the_palette(visit: Visiting, villain: Account, hostile_runs: dict[str, Run]) -> None:
    tab = visit(villain, "/workspace")
    tab.page.keyboard.press("/")
    for text in (HOSTILE, *(run.job.release_name for run in hostile_runs.values())):
        tab.page.get_by_role("dialog").get_by_label("Search").fill(text)
        tab.settle()
        assert tab.page.evaluate(INJECTED) == []
    expect(tab.page.get_by_role("option").filter(has_text="data-injected").first).to_be_visible()
