"""Run recorded scenarios against servers of our own.

    python tools/run_conformance.py                 what conformance/expected.txt lists, exit code 1 on any surprise
    python tools/run_conformance.py --all 'sct_*'   every scenario that matches, with its differences

A surprise is a listed scenario (or step) that fails, and a scenario or step that passes without being listed. Several
servers with a keyspace each run side by side (`--lanes`); the scenarios of `logins/` have one of their own.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import types
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argus_core.testing.database import Node, find_node, prepare_keyspace

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
CONFORMANCE = ROOT / "conformance"
EXPECTED = CONFORMANCE / "expected.txt"
LOGINS = "logins/"
_STEP = re.compile(r"step (\d+):")


@dataclass
class Expectation:
    """What must pass: all steps of a scenario but those that may differ, each with a reason."""

    may_differ: dict[int, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What happened: how many steps there are, and which of them differ (0: the scenario stopped)."""

    steps: int
    failures: dict[int, str]


def read_expected(path: Path = EXPECTED) -> dict[str, Expectation]:
    """Lines `scenario` or `scenario 3,5-7 reason`; several lines of one scenario add up."""
    found: dict[str, Expectation] = {}
    for line in path.read_text().splitlines():
        text = line.partition("#")[0].strip()
        if not text:
            continue
        name, _, rest = text.partition(" ")
        expectation = found.setdefault(name, Expectation())
        if rest:
            steps, _, reason = rest.strip().partition(" ")
            if not reason:
                raise SystemExit(f"{path}: a step that may differ needs a reason: {line}")
            for part in steps.split(","):
                first, _, last = part.partition("-")
                for step in range(int(first), int(last or first) + 1):
                    expectation.may_differ[step] = reason
    return found


def scenarios() -> list[str]:
    """All scenarios; those of `logins/` with that prefix."""
    plain = sorted(path.stem for path in (CONFORMANCE / "scenarios").glob("*.py"))
    return plain + sorted(LOGINS + path.stem for path in (CONFORMANCE / "logins" / "scenarios").glob("*.py"))


# ---- a server ----------------------------------------------------------------------------------------------------
def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(node: Node, keyspace: str, base: str) -> dict[str, str]:
    """What the scenarios ask of a server's configuration."""
    return {
        "ARGUS_SCYLLA_CONTACT_POINTS": node.host,
        "ARGUS_SCYLLA_PORT": str(node.port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": keyspace,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": f"{keyspace}_tablets",
        "ARGUS_SECRET_KEY": "MUSTBEUNIQUE",
        "ARGUS_BASE_URL": base,
        "ARGUS_LOGIN_METHODS": "password",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_JENKINS_URL": "http://127.0.0.1:9",
        "ARGUS_JENKINS_USER": "nobody",
        "ARGUS_JENKINS_API_TOKEN": "none",
        "ARGUS_S3_ALLOWED_BUCKETS": "my-bucket-name",
        "ARGUS_S3_ALLOWED_MIME": "image/png",
        "ARGUS_CACHE_SECONDS": "0",
        "ARGUS_APP_LOG_LEVEL": "ERROR",
        "ARGUS_VALIDATE_RESPONSES": "1",
    }


LOGIN_CONFIGURATION = {
    "ARGUS_LOGIN_METHODS": "password,gh,cf",
    "ARGUS_GITHUB_CLIENT_ID": "conformance-client",
    "ARGUS_GITHUB_CLIENT_SECRET": "conformance-secret",
    "ARGUS_GITHUB_REQUIRED_ORGANIZATIONS": "scylladb,friends",
    "ARGUS_CLOUDFLARE_ACCESS_TEAM_DOMAIN": "argus-conformance.cloudflareaccess.com",
    "ARGUS_CLOUDFLARE_ACCESS_AUD": "conformance-audience",
}


@contextmanager
def server(node: Node, keyspace: str, extra: dict[str, str], workers: int) -> Iterator[str]:
    """A server on a keyspace of its own, in an empty working directory; gives its base URL."""
    prepare_keyspace(node, keyspace)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ARGUS_")}
    command = [sys.executable, "-m", "argus_server.cli", "serve", "--port", str(port), "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as folder:
        environment = kept | configuration(node, keyspace, base) | {"ARGUS_JOBS_ENABLED": "false"} | extra
        if workers > 1:  # one worker answers /metrics for all
            figures = Path(folder) / "metrics"
            figures.mkdir()
            environment["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
        log_path = Path(folder) / "server.log"
        with log_path.open("w") as log:
            process = subprocess.Popen(command, env=environment, cwd=folder, stderr=log, stdout=log)
        try:
            wait_ready(base, process, log_path)
            yield base
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            sys.stderr.write(log_path.read_text()[-4000:])


def wait_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server is ready; a server that ends is told with its log."""
    for _ in range(1800):
        if process.poll() is not None:
            raise SystemExit(f"The server ended with code {process.returncode}:\n{log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):  # an address of this machine
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server did not get ready:\n{log.read_text()[-4000:]}")


@contextmanager
def played_services() -> Iterator[dict[str, str]]:
    """GitHub and Cloudflare as the scenarios of `logins/` play them; gives the environment that leads to them."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(CONFORMANCE / "logins" / "services.py"), folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            authority = Path(folder) / "ca.pem"
            for _ in range(100):
                if authority.exists() and authority.stat().st_size:
                    break
                time.sleep(0.1)
            proxy = "http://127.0.0.1:18080"
            yield {"HTTPS_PROXY": proxy, "SSL_CERT_FILE": str(authority), "REQUESTS_CA_BUNDLE": str(authority)}
        finally:
            process.kill()
            process.wait()


# ---- running -----------------------------------------------------------------------------------------------------
def run_lane(node: Node, lane: int, names: list[str], workers: int) -> dict[str, Outcome]:
    """Run scenarios one after the other on a server of their own, in a process of their own."""
    if not names:
        return {}
    logins = names[0].startswith(LOGINS)
    with ExitStack() as stack:
        extra = dict(LOGIN_CONFIGURATION) | stack.enter_context(played_services()) if logins else {}
        keyspace = f"argus_conf_{os.environ.get('ARGUS_CONFORMANCE_PREFIX', '')}{lane}"
        base = stack.enter_context(server(node, keyspace, extra, workers))
        request = {"base": base, "node": f"{node.host}:{node.port}", "keyspace": keyspace, "names": names}
        command = [sys.executable, __file__, "--lane", json.dumps(request)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"lane {lane} failed:\n{done.stdout[-4000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return {n: Outcome(o["steps"], {int(k): v for k, v in o["failures"].items()}) for n, o in told.items()}


def lane_main(request: dict[str, Any]) -> None:
    """The process of a lane: prints its outcomes as one line of JSON."""
    from cassandra.cluster import Cluster
    from cassandra.query import dict_factory

    host, _, port = request["node"].partition(":")
    cluster = Cluster([host], port=int(port), protocol_version=4)
    session = cluster.connect(request["keyspace"])
    session.row_factory = dict_factory
    session.default_timeout = 60
    sys.path[:0] = [str(CONFORMANCE)]
    judge = _load(CONFORMANCE / "conformance.py")
    sys.modules["conformance"] = judge
    outcomes = {}
    for name in request["names"]:
        folder = CONFORMANCE / "logins" if name.startswith(LOGINS) else CONFORMANCE
        outcomes[name] = _run_scenario(judge, session, request, folder, name.removeprefix(LOGINS))
        print(name, "differs" if outcomes[name]["failures"] else "ok", file=sys.stderr)
    cluster.shutdown()
    print(json.dumps(outcomes))


def _load(path: Path) -> types.ModuleType:
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded")
    module = module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def _run_scenario(judge: Any, session: Any, request: dict[str, Any], folder: Path, name: str) -> dict[str, Any]:
    tablets = f"{request['keyspace']}_tablets"
    recorded = json.loads((folder / "recorded" / f"{name}.json").read_text())
    judge.empty_tables(session, request["keyspace"], tablets)
    scenario = judge.Scenario(name, request["base"], session, recorded, tablets=tablets)
    try:
        judge.load(folder / "scenarios" / f"{name}.py").scenario(scenario)
    except Exception:
        scenario.failures.append("the scenario stopped:\n" + traceback.format_exc(limit=-3))
    failures: dict[int, str] = {}
    for text in scenario.failures:
        step = _STEP.match(text)
        failures[int(step.group(1)) if step else 0] = text
    if len(scenario.steps) < len(recorded) and not failures:
        failures[0] = f"only {len(scenario.steps)} of {len(recorded)} steps ran"
    return {"steps": len(recorded), "failures": failures}


def run(names: list[str], lanes: int, workers: int) -> dict[str, Outcome]:
    """Run these scenarios side by side."""
    node = find_node()
    plain = [name for name in names if not name.startswith(LOGINS)]
    logins = [name for name in names if name.startswith(LOGINS)]
    parts = [plain[lane::lanes] for lane in range(lanes)] + [logins]
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(len(parts)) as pool:
        for part in pool.map(lambda item: run_lane(node, item[0], item[1], workers), enumerate(parts)):
            outcomes |= part
    return outcomes


# ---- judging -----------------------------------------------------------------------------------------------------
def surprises(outcomes: dict[str, Outcome], expected: dict[str, Expectation]) -> list[str]:
    """What differs from the expectation, one line each."""
    found = []
    for name, outcome in sorted(outcomes.items()):
        expectation = expected.get(name)
        if expectation is None:
            if not outcome.failures:
                found.append(f"{name}: passes, but is not listed in expected.txt")
            continue
        found += [
            f"{name}: {text}" for step, text in sorted(outcome.failures.items()) if step not in expectation.may_differ
        ]
        passing = sorted(step for step in expectation.may_differ if step not in outcome.failures)
        if passing:
            found.append(f"{name}: step {', '.join(map(str, passing))} may differ by expected.txt, but passes")
    return found


def tell(outcomes: dict[str, Outcome], *, details: bool) -> None:
    """Print what happened."""
    for name, outcome in sorted(outcomes.items()):
        agree = max(0, outcome.steps - len(outcome.failures))
        print(f"{'ok     ' if not outcome.failures else 'DIFFERS'} {name}: {agree} of {outcome.steps} steps agree")
        if details:
            for _, text in sorted(outcome.failures.items()):
                print(text)
    steps = sum(outcome.steps for outcome in outcomes.values())
    agree = sum(max(0, outcome.steps - len(outcome.failures)) for outcome in outcomes.values())
    print(f"steps: {agree} of {steps} agree")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", nargs="+", metavar="GLOB", help="these scenarios, listed or not, with differences")
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="worker processes of each server")
    parser.add_argument("--lane", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.lane:
        lane_main(json.loads(arguments.lane))
        return 0
    if arguments.all:
        names = [n for n in scenarios() if any(fnmatch.fnmatch(n, glob) for glob in arguments.all)]
        outcomes = run(names, arguments.lanes, arguments.workers)
        tell(outcomes, details=True)
        expected = read_expected()
        print("\n".join(line for line in surprises(outcomes, expected) if "passes" in line))
        failed = sum(1 for outcome in outcomes.values() if outcome.failures)
        print(f"{len(outcomes) - failed} passed, {failed} failed")
        return 1 if failed else 0
    expected = read_expected()
    outcomes = run(sorted(expected), arguments.lanes, arguments.workers)
    tell(outcomes, details=False)
    found = surprises(outcomes, expected)
    print("\n".join(found))
    print(f"{len(outcomes) - len({f.partition(':')[0] for f in found})} passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
