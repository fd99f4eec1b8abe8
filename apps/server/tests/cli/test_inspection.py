"""`--help`, `packages`, `routes`, and `migrate` as far as it needs no database."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Cli

HEAVY = ("fastapi", "cassandra", "uvicorn", "pydantic", "yaml", "jgo", "httpx")


def test_help_names_the_commands(unconnected: Cli) -> None:
    outcome = unconnected.run("--help", without="ARGUS_")
    assert outcome.code == 0
    for command in ("serve", "dev", "seed", "migrate", "sync-models", "packages", "routes", "devdb", "user"):
        assert f" {command} " in outcome.out
    assert outcome.err == ""


def test_the_command_line_imports_nothing_heavy() -> None:
    program = f"import sys, argus_server.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_there_is_no_development_database() -> None:
    # The module that the extra brings is hidden from the process, as if it was not installed.
    program = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "jgo" else find(name, *rest)
from argus_server import cli
sys.argv = ["argus-server", *sys.argv[1:]]
cli.main()
"""
    used = subprocess.run(
        [sys.executable, "-c", program, "devdb", "start"], capture_output=True, text=True, check=False
    )
    assert used.returncode == 2
    assert used.stderr.startswith("No such command 'devdb'")
    assert used.stderr.count("\n") == 1


def test_packages_lists_what_is_installed(unconnected: Cli) -> None:
    outcome = unconnected.run("packages", ARGUS_BLUEPRINTS='{"ui": "off"}')
    assert outcome.code == 0
    rows = [re.findall(r"[\w.-]+", line) for line in outcome.out.splitlines()]
    found = {row[0]: row[1:] for row in rows if row and row[0].startswith("argus-alm-")}
    assert set(found) == {f"argus-alm-{name}" for name in ("core", "api", "auth", "admin", "ui", "server")}
    assert found["argus-alm-admin"][1:] == ["admin", "on"]
    assert len(found["argus-alm-ui"]) == 1  # a version, and no blueprint that serves
    assert outcome.out.splitlines()[-1] == "ui: off"


def test_routes_tell_path_name_and_who(unconnected: Cli) -> None:
    outcome = unconnected.run("routes")
    assert outcome.code == 0
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in outcome.out.splitlines() if "│" in line]
    assert ["GET", "/healthz", "shell.healthz", "anybody"] in rows
    by_path = {(row[0], row[1]): row[2:] for row in rows}
    submit = by_path["POST", "/api/v1/client/testrun/{run_type}/submit"]
    assert submit[0].startswith("api.client_api.")
    assert submit[1] == "login"
    assert all(len(row) == 4 for row in rows)
    assert "…" not in outcome.out  # nothing is cut where there is no terminal


def test_a_dry_run_for_an_empty_cluster_needs_no_database(unconnected: Cli) -> None:
    outcome = unconnected.run("migrate", "--dry-run", "--for", "scylla", "--create-keyspaces")
    assert outcome.code == 0
    statements = [text.strip() for text in outcome.out.split(";\n") if text.strip()]
    assert statements[0].startswith('CREATE KEYSPACE IF NOT EXISTS "argus_cli_none" WITH replication')
    assert "tablets = {'enabled': true}" in statements[0]
    assert sum(text.startswith("CREATE TABLE") for text in statements) >= 47
    assert any("USING 'vector_index'" in text for text in statements)
