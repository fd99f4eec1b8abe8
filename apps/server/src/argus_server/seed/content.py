"""The demo data as rows, feature by feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from argus_server.seed.accounts import People, account_rows, team_rows
from argus_server.seed.catalogue import DRIVERS, GENERIC, SCT, SIRENADA
from argus_server.seed.discussion import activity_rows, build_comments, comment_rows, notification_rows
from argus_server.seed.events import DemoEvent, build_events, event_rows
from argus_server.seed.hierarchy import build_tests, hierarchy_rows
from argus_server.seed.issues import build_issues, build_links, issue_rows
from argus_server.seed.leftovers import leftover_rows
from argus_server.seed.machines import resource_rows, stress_rows
from argus_server.seed.nemeses import build_nemeses, nemesis_rows
from argus_server.seed.other_runs import driver_run_rows, generic_run_rows, sirenada_run_rows
from argus_server.seed.plans import build_plans, plan_rows, planner_comment_rows
from argus_server.seed.pytest_results import pytest_rows
from argus_server.seed.release_indexes import release_index_rows
from argus_server.seed.results import result_rows
from argus_server.seed.runs import DemoRun, build_runs, locator_rows
from argus_server.seed.scope import Scope, TableRow
from argus_server.seed.sct_runs import configuration_rows, junit_rows, sct_run_rows
from argus_server.seed.views import highlight_rows, view_rows


def build_content(scope: Scope, people: People, hashes: Mapping[str, str]) -> dict[str, list[TableRow]]:
    """All rows, by what they are about. `hashes`: stored forms of the passwords by account name."""
    return {name: list(rows) for name, rows in _features(scope, people, hashes)}


def _features(scope: Scope, people: People, hashes: Mapping[str, str]) -> Iterator[tuple[str, Iterator[TableRow]]]:
    tests = build_tests(scope)
    plans = build_plans(scope, tests, people)
    runs = build_runs(scope, tests, plans, people)
    by_plugin: dict[str, list[DemoRun]] = {plugin: [] for plugin in (SCT, GENERIC, DRIVERS, SIRENADA)}
    for run in runs:
        by_plugin[run.test.group.plugin].append(run)
    sct = by_plugin[SCT]
    nemeses = build_nemeses(scope, sct)
    events = build_events(scope, sct, nemeses)
    issues = build_issues(scope)
    links = build_links(scope, runs, issues, _by_run(events), people)
    comments = build_comments(scope, runs, people)

    yield "accounts", account_rows(scope, people, hashes)
    yield "teams", team_rows(people)
    yield "releases, groups, tests", hierarchy_rows(tests)
    yield "plans", plan_rows(scope, plans)
    yield "planner comments", planner_comment_rows(tests)
    yield "views", view_rows(scope, tests, people)
    yield "highlights", highlight_rows(scope, people)
    yield "places of runs", locator_rows(runs)
    yield "SCT runs", sct_run_rows(scope, sct, nemeses)
    yield "old runs", leftover_rows(scope)
    yield "generic runs", generic_run_rows(scope, by_plugin[GENERIC])
    yield "driver runs", driver_run_rows(scope, by_plugin[DRIVERS])
    yield "Sirenada runs", sirenada_run_rows(scope, by_plugin[SIRENADA])
    yield "versions and images", release_index_rows(runs)
    yield "events", event_rows(scope, events)
    yield "nemeses", nemesis_rows(nemeses)
    yield "machines", resource_rows(scope, sct)
    yield "stress commands", stress_rows(scope, sct)
    yield "configurations", configuration_rows(scope, sct)
    yield "JUnit reports", junit_rows(scope, sct)
    yield "result tables", result_rows(scope, sct)
    yield "pytest results", pytest_rows(scope, by_plugin[GENERIC])
    yield "issues", issue_rows(scope, issues, links, people)
    yield "comments", comment_rows(comments, people)
    yield "activity", activity_rows(scope, runs, comments, links, people)
    yield "notifications", notification_rows(scope, runs, comments, people)


def _by_run(events: list[DemoEvent]) -> dict[UUID, list[DemoEvent]]:
    found: dict[UUID, list[DemoEvent]] = {}
    for event in events:
        found.setdefault(event.run.id, []).append(event)
    return found
