"""What the demo data holds: the same every time, and consistent with itself."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from argus_core.clock import EPOCH
from argus_core.database.migration import load_schema
from argus_core.runs.build_number import build_number
from argus_server.seed.accounts import GHOST, PEOPLE, People
from argus_server.seed.content import build_content
from argus_server.seed.issues import DELETED_ISSUE
from argus_server.seed.scope import Scope

DAY = datetime(2026, 3, 2)
NOW = 1_772_460_000
HASHES = {person.username: f"hash of {person.username}" for person in PEOPLE}
RUN_TABLES = {
    "sct_test_run": "scylla-cluster-tests",
    "generic_run": "generic",
    "driver_test_run": "driver-matrix-tests",
    "sirenada_run": "sirenada",
}
Rows = dict[str, list[Mapping[str, Any]]]


def content(seed: int = 1, day: datetime = DAY, present: Mapping[str, UUID] | None = None) -> Rows:
    """Rows by table."""
    found: Rows = defaultdict(list)
    for rows in build_content(Scope(seed, day, NOW), People(present or {}), HASHES).values():
        for table, columns in rows:
            found[table].append(columns)
    return found


@pytest.fixture(scope="module")
def demo() -> Rows:
    return content()


@pytest.fixture(scope="module")
def runs(demo: Rows) -> dict[UUID, Mapping[str, Any]]:
    """All runs whose test exists, by id."""
    found = [run for table in RUN_TABLES for run in demo[table]]
    tests = {test["id"] for test in demo["argus_test_v2"]}
    return {run["id"]: run for run in found if run.get("test_id") in tests}


# ---- the same every time ---------------------------------------------------------------------------------------------
def test_the_same_number_gives_the_same_rows(demo: Rows) -> None:
    assert repr(content()) == repr(demo)


def test_another_day_moves_the_times_and_nothing_else(demo: Rows) -> None:
    later = content(day=DAY + timedelta(days=40))
    for table in RUN_TABLES:
        for before, after in zip(demo[table], later[table], strict=True):
            assert after["start_time"] - before["start_time"] == timedelta(days=40)
            kept = ("id", "status", "investigation_status", "build_number", "assignee", "scylla_version")
            assert [after.get(name) for name in kept] == [before.get(name) for name in kept]


def test_another_number_adds_other_runs_to_the_same_releases(demo: Rows) -> None:
    other = content(seed=2)
    shared = ("argus_release_v2", "argus_group_v2", "argus_test_v2", "team", "argus_release_plan", "argus_user_view")
    for table in ("user", *shared):
        assert [row["id"] for row in other[table]] == [row["id"] for row in demo[table]]
    for table in (*RUN_TABLES, "argus_test_run_comment", "argus_event"):
        assert not {row["id"] for row in other[table]} & {row["id"] for row in demo[table]}
    assert Counter(run["status"] for run in other["sct_test_run"]) != Counter(
        run["status"] for run in demo["sct_test_run"]
    )


def test_an_account_that_is_there_is_left_alone(demo: Rows) -> None:
    somebody = UUID(int=7)
    found = content(present={"maria": somebody})
    assert len(found["user"]) == len(demo["user"]) - 1
    assert somebody in {team["leader"] for team in found["team"]}


def test_no_row_is_written_twice(demo: Rows) -> None:
    tables = load_schema().tables
    for table, rows in demo.items():
        keys = Counter(tuple(str(row[name]) for name in tables[table].key) for row in rows)
        assert [key for key, times in keys.items() if times > 1] == []
        assert {name for row in rows for name in row} <= set(tables[table].columns)


# ---- how much there is -----------------------------------------------------------------------------------------------
def test_sizes(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    assert 380 <= len(runs) <= 420
    assert all(demo[table] for table in RUN_TABLES)
    assert 10 <= len(demo["user"]) <= 14
    states = {(row["enabled"], row["dormant"]) for row in demo["argus_release_v2"]}
    assert states == {(True, False), (True, True), (False, False)}
    assert set(Counter(run["status"] for run in runs.values())) == {
        "created",
        "running",
        "passed",
        "failed",
        "error",
        "test_error",
        "aborted",
    }
    investigations = {run["investigation_status"] for run in runs.values()}
    assert investigations == {"not_investigated", "in_progress", "investigated", "ignored"}


def test_accounts(demo: Rows) -> None:
    by_name = {row["username"]: row for row in demo["user"]}
    assert set(by_name["admin"]["roles"]) == {"ROLE_USER", "ROLE_ADMIN", "ROLE_MANAGER"}
    assert by_name["anna"]["roles"] == ["ROLE_USER"]
    assert all(row["password"] == f"hash of {name}" for name, row in by_name.items())
    tokens = [row["api_token"] for row in by_name.values() if row["api_token"]]
    assert len(set(tokens)) == len(tokens) == len(by_name) - 1
    assert {len(token) for token in tokens} == {64}


# ---- runs ------------------------------------------------------------------------------------------------------------
def test_builds_count_up_with_time(runs: dict[UUID, Mapping[str, Any]]) -> None:
    by_job = defaultdict(list)
    for run in runs.values():
        assert build_number(run["build_job_url"]) == run["build_number"]
        by_job[run["build_id"]].append(run)
    for of_job in by_job.values():
        in_time = sorted(of_job, key=lambda run: run["start_time"])
        assert [run["build_number"] for run in in_time] == sorted(run["build_number"] for run in of_job)
    assert any(len({run["build_number"] for run in of_job}) < len(of_job) for of_job in by_job.values())


def test_times(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    sirenada = {run["id"] for run in demo["sirenada_run"]}
    for run in runs.values():
        assert run["start_time"] < DAY
        assert run["start_time"].microsecond % 1000 == 0
        ended = run["status"] not in ("created", "running") and run["id"] not in sirenada
        if ended:
            assert timedelta(minutes=20) <= run["end_time"] - run["start_time"] <= timedelta(hours=72)
            assert run["end_time"] <= DAY
        else:
            assert run["end_time"] == EPOCH


def test_every_run_is_found_by_its_id(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    types = {run["id"]: plugin for table, plugin in RUN_TABLES.items() for run in demo[table]}
    tests = {test["id"]: test for test in demo["argus_test_v2"]}
    assert {row["run_id"] for row in demo["run_by_id"]} == set(runs)
    for row in demo["run_by_id"]:
        run, test = runs[row["run_id"]], tests[row["test_id"]]
        assert row["run_type"] == types[run["id"]] == test["plugin_name"]
        assert (row["build_id"], row["start_time"]) == (run["build_id"], run["start_time"])
        assert (test["build_system_id"], test["release_id"]) == (run["build_id"], run["release_id"])


def test_versions_and_images_of_releases(demo: Rows) -> None:
    counted = [run for table in RUN_TABLES if table != "sirenada_run" for run in demo[table]]
    versions = {(run["release_id"], run["scylla_version"]) for run in counted if run.get("scylla_version")}
    assert {(row["release_id"], row["version"]) for row in demo["release_distinct_versions"]} == versions
    images = {
        (run["release_id"], run["cloud_setup"].db_node.image_id) for run in demo["sct_test_run"] if "cloud_setup" in run
    }
    assert {(row["release_id"], row["image_id"]) for row in demo["release_distinct_images"]} == images


def test_nemesis_stats_count_the_nemeses(demo: Rows) -> None:
    by_run: dict[UUID, Counter[str]] = defaultdict(Counter)
    for nemesis in demo["sct_nemesis"]:
        by_run[nemesis["run_id"]][nemesis["status"]] += 1
        assert (nemesis["end_time"] == 0) == (nemesis["status"] == "running") == (nemesis["duration"] == 0)
    for run in demo["sct_test_run"]:
        counted = by_run.get(run["id"], Counter())
        stats = {status: times for status, times in counted.items() if status != "running"}
        assert (run.get("nemesis_stats") or {}) == ({"total": counted.total()} | stats if counted else {})


def test_machines_live_as_long_as_their_run(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    for machine in demo["sct_resource"]:
        alive = machine["state"] == "running"
        assert (machine["instance_info"].termination_time == 0) == alive
        if runs[machine["run_id"]]["status"] in ("created", "running"):
            assert alive


# ---- results ---------------------------------------------------------------------------------------------------------
def test_best_values_are_those_of_the_cells_in_order_of_time(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    wanted = {}
    directions = {
        (row["test_id"], row["name"], column.name): column.higher_is_better
        for row in demo["generic_result_metadata_v1"]
        for column in row["columns_meta"]
        if column.higher_is_better is not None
    }
    best: dict[tuple[Any, ...], float] = {}
    for cell in sorted(demo["generic_result_data_v1"], key=lambda cell: runs[cell["run_id"]]["start_time"]):
        table = (cell["test_id"], cell["name"])
        better = directions.get((*table, cell["column"]))
        if better is None or runs[cell["run_id"]]["investigation_status"] == "ignored":
            continue
        key = (*table, f"{cell['column']}:{cell['row']}")
        if key not in best or (cell["value"] > best[key] if better else cell["value"] < best[key]):
            best[key] = cell["value"]
            wanted[(*key, cell["run_id"])] = cell["value"]
    found = {
        (row["test_id"], row["name"], row["key"], row["run_id"]): row["value"] for row in demo["generic_result_best_v2"]
    }
    assert found == wanted
    assert len(wanted) > len(best)  # some were improved later


def test_cells_have_all_verdicts(demo: Rows) -> None:
    verdicts = Counter(cell["status"] for cell in demo["generic_result_data_v1"])
    assert set(verdicts) == {"PASS", "ERROR", "UNSET"}
    titles = {
        f"{row['name']} - {column.name}" for row in demo["generic_result_metadata_v1"] for column in row["columns_meta"]
    }
    assert all(set(view["graphs"]) <= titles for view in demo["graph_view_v1"])


# ---- what people do --------------------------------------------------------------------------------------------------
def test_comments_and_links_belong_to_their_runs(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    events = {event["event_id"]: event["run_id"] for event in demo["sct_event"]}
    issues = {row["id"] for table in ("github_issue", "jira_issue") for row in demo[table]} | {DELETED_ISSUE}
    for comment in demo["argus_test_run_comment"]:
        run = runs[comment["test_run_id"]]
        assert (comment["release_id"], comment["test_id"]) == (run["release_id"], run["test_id"])
    for link in demo["issue_link"]:
        run = runs[link["run_id"]]
        assert (link["release_id"], link["group_id"]) == (run["release_id"], run["group_id"])
        assert link["issue_id"] in issues
        if link["event_id"] is not None:
            assert events[link["event_id"]] == link["run_id"]
    assert any(link["event_id"] for link in demo["issue_link"])


def test_duplicates_repeat_an_event_that_exists(demo: Rows) -> None:
    ids = {event["event_id"] for event in demo["sct_event"]}
    duplicates = {event["duplicate_id"] for event in demo["sct_event"]} - {None}
    assert duplicates
    assert duplicates <= ids


def test_activity_can_be_read(demo: Rows) -> None:
    for entry in demo["argus_event"]:
        body = json.loads(entry["body"])
        assert body["message"].format(**body)
        assert entry["body"].isascii()


def test_plans_are_numbered_and_drive_their_views(demo: Rows) -> None:
    releases = {row["id"]: row["name"] for row in demo["argus_release_v2"]}
    views = {view["id"]: view for view in demo["argus_user_view"]}
    tests = {test["id"]: test for test in demo["argus_test_v2"]}
    numbers = defaultdict(list)
    for plan in demo["argus_release_plan"]:
        release, _, number = plan["key"].rpartition("#")
        assert release == releases[plan["release_id"]]
        numbers[release].append(int(number))
        view = views[plan["view_id"]]
        assert view["plan_id"] == plan["id"]
        covered = {*plan["tests"], *(t for t, test in tests.items() if test["group_id"] in plan["groups"])}
        assert set(view["tests"]) == covered
        assert set(plan["assignee_mapping"]) <= {*plan["tests"], *plan["groups"]}
        assert plan["id"].version == 1
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_views_hold_the_tests_of_their_sources(demo: Rows) -> None:
    names = [view["name"] for view in demo["argus_user_view"]]
    assert len(set(names)) == len(names)
    for view in demo["argus_user_view"]:
        if view.get("plan_id") is None:
            inside = {
                test["id"]
                for test in demo["argus_test_v2"]
                if test["release_id"] in view["release_ids"] or test["group_id"] in view["group_ids"]
            }
            assert inside <= set(view["tests"])
        widgets = json.loads(view["widget_settings"])
        assert [widget["position"] for widget in widgets] == list(range(1, len(widgets) + 1))


# ---- awkward values --------------------------------------------------------------------------------------------------
def test_awkward_values(demo: Rows, runs: dict[UUID, Mapping[str, Any]]) -> None:
    assert "scylla-operator/operator-1.15" in {row["name"] for row in demo["argus_release_v2"]}
    assert any("%" in row["name"] for row in demo["argus_test_v2"])
    assert any(not row["name"].isascii() for row in demo["argus_test_v2"])
    assert any(row.get("plugin_name") is None for row in demo["argus_test_v2"])
    messages = [row["message"] for row in demo["argus_test_run_comment"]]
    assert any("<b>" in message for message in messages)
    assert any("&lt;" in message for message in messages)
    assert any(run["scylla_version"] == "" for run in runs.values())
    assert any(run["scylla_version"] is None for run in runs.values())
    longest = max(len(event["message"].encode()) for event in demo["sct_event"])
    assert 50_000 < longest < 65_536
    assert not {GHOST} & {row["id"] for row in demo["user"]}
    assert GHOST in {run["assignee"] for run in runs.values()}
    assert GHOST in {row["user_id"] for row in demo["argus_test_run_comment"]}
    assert DELETED_ISSUE in {row["issue_id"] for row in demo["issue_link"]}
    assert any(run["id"] not in runs for run in demo["sct_test_run"])  # their test was deleted
    disabled = {row["id"] for row in demo["argus_group_v2"] if not row["enabled"]}
    assert any(run["group_id"] in disabled for run in runs.values())
    names = Counter((row["release_id"], row["name"]) for row in demo["argus_test_v2"])
    assert max(names.values()) > 1  # one name in two groups
