"""The files of `deploy/` hold together: with one another, and with what the server reads."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from argus_core.config import Settings, load_settings
from argus_server.cli import app
from argus_server.serving.supervisor import KILL_AFTER_SECONDS
from argus_server.serving.worker import KEEP_ALIVE_SECONDS

NO_KEYS = {"ARGUS_CONFIG", "ARGUS_LOG_FORMAT"}
UNIT_PROGRAM = "/opt/argus/.venv/bin/argus-server"


def parsed(words: list[str]) -> tuple[str, dict[str, Any]]:
    """Name and options of a command of argus-server; fails for what it does not know."""
    command = typer.main.get_command(app).commands[words[0]]  # type: ignore[attr-defined]  # a group has commands
    return words[0], command.make_context(words[0], words[1:]).params


def seconds(text: str) -> float:
    """A time span like `80s` or `80`."""
    return float(text.removesuffix("s"))


@pytest.fixture(scope="module")
def compose(deploy: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((deploy / "compose.yaml").read_text())
    return content


@pytest.fixture(scope="module")
def unit(deploy: Path) -> dict[str, list[str]]:
    """The lines of the systemd unit by their keys."""
    found: dict[str, list[str]] = {}
    for line in (deploy / "argus.service").read_text().splitlines():
        key, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@pytest.fixture(scope="module")
def proxy(deploy: Path) -> str:
    """The configuration of nginx without its comments."""
    return re.sub(r"#.*", "", (deploy / "nginx.conf").read_text())


def test_hadolint_has_no_complaint(deploy: Path) -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, deploy / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_knows_every_line(deploy: Path, tmp_path: Path) -> None:
    """(With a program that exists on this machine.)"""
    copy = tmp_path / "argus.service"
    copy.write_text((deploy / "argus.service").read_text().replace(UNIT_PROGRAM, sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert "argus.service" not in done.stderr  # it also tells what is wrong with units of this machine
    assert done.returncode == 0


def test_the_unit_starts_a_server_and_gives_it_time(unit: dict[str, list[str]], proxy: str) -> None:
    program, *words = shlex.split(unit["ExecStart"][0])
    assert program == UNIT_PROGRAM
    name, options = parsed(words)
    assert name == "serve"
    assert f"server unix:{options['uds']};" in proxy
    assert float(unit["TimeoutStopSec"][0]) > options["graceful_timeout"] + KILL_AFTER_SECONDS
    environment = dict(line.split("=", 1) for line in unit["Environment"])
    assert environment["PROMETHEUS_MULTIPROC_DIR"].startswith(str(options["uds"].parent))
    _known(environment)


def test_compose_starts_a_server_and_gives_it_time(compose: dict[str, Any], proxy: str) -> None:
    server, services = compose["services"]["server"], compose["services"]
    name, options = parsed(server["command"])
    assert name == "serve"
    assert seconds(server["stop_grace_period"]) > options["graceful_timeout"] + KILL_AFTER_SECONDS
    assert f"server unix:{options['uds']};" in proxy
    for service in ("server", "nginx"):
        assert any(volume.startswith(f"run:{options['uds'].parent}") for volume in services[service]["volumes"])
    assert parsed(services["migrate"]["command"])[0] == "migrate"
    named = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    assert {volume for volume in named if not volume.startswith(".")} == set(compose["volumes"])
    assert {network for service in services.values() for network in service["networks"]} == set(compose["networks"])
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


def test_the_environment_of_compose_is_a_configuration(compose: dict[str, Any]) -> None:
    server = compose["services"]["server"]
    environment = {key: _substituted(str(value)) for key, value in server["environment"].items()}
    _known(environment)
    settings = load_settings(environ=environment, cwd=Path("/nowhere/at/all"))
    assert settings.scylla_contact_points == ["scylla"]
    assert "scylla" in compose["services"]
    assert settings.trusted_proxies == ["*"]
    assert f"{str(settings.base_url).rpartition(':')[2]}:80" in compose["services"]["nginx"]["ports"]


def test_limits_of_the_proxy_are_those_of_the_server(proxy: str) -> None:
    size = re.search(r"client_max_body_size (\d+)m;", proxy)
    assert size is not None
    assert int(size[1]) * 1024 * 1024 == Settings.model_fields["max_content_length"].default
    idle = re.search(r"keepalive_timeout (\d+)s;", proxy)
    assert idle is not None
    assert int(idle[1]) < KEEP_ALIVE_SECONDS


def _known(environment: dict[str, str]) -> None:
    """Fails for a variable of ours that no server reads."""
    keys = {f"ARGUS_{name.upper()}" for name in Settings.model_fields} | NO_KEYS
    assert {name for name in environment if name.startswith("ARGUS_")} <= keys


def _substituted(text: str) -> str:
    """A value of compose with its defaults, and a text where one must be given."""
    return re.sub(r"\$\{\w+:([-?])([^}]*)\}", lambda found: found[2] if found[1] == "-" else "given", text)
