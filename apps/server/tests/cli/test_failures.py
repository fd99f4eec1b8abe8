"""What goes wrong ends with one sentence, an exit code, no traceback, and no secret."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


COMMANDS = (("serve", "--port", "0"), ("migrate",))


WRONG_OPTIONS = {
    "nothing": "No such command 'nothing'",
    "serve --prot 1": "No such option: --prot",
    "serve --port 70000": "Invalid value for '--port': Input should be less than or equal to 65535",
    "user create": "Missing argument 'username'",
    "user roles x --add ROLE_KING": "Invalid value for '--add': 'ROLE_KING' is not one of 'ROLE_USER', ",
    "migrate --for oracle": "Invalid value for '--for': 'oracle' is not one of 'scylla', 'cassandra'",
    "devdb nothing": "No such command 'nothing'",
}


@pytest.mark.parametrize("arguments", WRONG_OPTIONS)
def test_wrong_options(unconnected: Cli, arguments: str) -> None:
    outcome = unconnected.run(*arguments.split())
    assert outcome.code == 2
    assert outcome.sentence.startswith(WRONG_OPTIONS[arguments])
    assert outcome.sentence.endswith(" --help`.")  # where to read what is right


def test_an_option_that_goes_with_another(unconnected: Cli) -> None:
    outcome = unconnected.run("migrate", "--for", "scylla")
    assert (outcome.code, outcome.sentence) == (2, "--for goes with --dry-run: what a server is, it tells itself.")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_an_unreachable_database(unconnected: Cli, arguments: tuple[str, ...]) -> None:
    outcome = unconnected.run(*arguments)
    assert outcome.code == 3
    assert outcome.sentence == "No database answers on 127.0.0.1 port 9."


def test_a_keyspace_that_does_not_exist(cli: Cli) -> None:
    nowhere = {"ARGUS_SCYLLA_KEYSPACE_NAME": "argus_cli_nowhere"}
    missing = cli.run("user", "token", "somebody", **nowhere)
    assert missing.code == 3
    assert "The keyspace 'argus_cli_nowhere' does not exist on 127.0.0.1" in missing.sentence
    assert "argus-server migrate --create-keyspaces" in missing.sentence
    migrated = cli.run("migrate", **nowhere)
    assert migrated.code == 4
    assert "run again with --create-keyspaces" in migrated.sentence


def test_a_keyspace_without_tables(cli: Cli, cli_keyspace: str) -> None:
    # The second keyspace exists and has none of the tables of the first one.
    outcome = cli.run("user", "token", "somebody", ARGUS_SCYLLA_KEYSPACE_NAME=f"{cli_keyspace}_tablets")
    assert outcome.code == 4
    assert "run `argus-server migrate`" in outcome.sentence


def test_a_missing_configuration(unconnected: Cli) -> None:
    outcome = unconnected.run("serve", without="ARGUS_")
    assert outcome.code == 2
    heading, *keys = outcome.err.splitlines()
    assert heading.startswith("Failed to locate web application config file! Looked for ")
    assert str(unconnected.folder / "argus_web.yaml") in heading
    assert {line.partition(":")[0] for line in keys} == {
        "SECRET_KEY",
        "SCYLLA_CONTACT_POINTS",
        "SCYLLA_USERNAME",
        "SCYLLA_PASSWORD",
        "SCYLLA_KEYSPACE_NAME",
    }


def test_a_wrong_value_in_a_variable(unconnected: Cli) -> None:
    outcome = unconnected.run("serve", ARGUS_SCYLLA_PORT="many")
    assert outcome.code == 2
    assert outcome.sentence.startswith("SCYLLA_PORT: found 'many' in ARGUS_SCYLLA_PORT, expected a whole number")


def test_a_wrong_value_in_the_file(unconnected: Cli, tmp_path: Path) -> None:
    (tmp_path / "argus_web.yaml").write_text("API_ERROR_STATUS: sometimes\n")
    outcome = unconnected.run("packages")
    assert outcome.code == 2
    assert outcome.sentence.startswith("API_ERROR_STATUS: found 'sometimes' in ")
    assert "expected compat or http" in outcome.sentence


def test_a_file_that_is_no_yaml(unconnected: Cli, tmp_path: Path) -> None:
    (tmp_path / "argus_web.yaml").write_text("BASE_URL: http://argus.test\nDEBUG: [true\n")
    outcome = unconnected.run("routes")
    assert outcome.code == 2
    assert f"{tmp_path / 'argus_web.yaml'}, line 3: " in outcome.sentence


def test_a_required_package_that_is_not_there(unconnected: Cli) -> None:
    outcome = unconnected.run("serve", "--port", "0", "--workers", "2", ARGUS_BLUEPRINTS_REQUIRED="nothing")
    assert outcome.code == 2
    assert "BLUEPRINTS_REQUIRED" in outcome.sentence
    assert "nothing" in outcome.sentence
