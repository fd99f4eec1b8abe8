"""The Chromium that tests, screenshots and measurements of pages use.

It is that of `ARGUS_BROWSER`, else the machine's, else the one in the npm package `@sparticuz/chromium`, unpacked once
into `.argus/tools/chromium`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "packages" / "argus-ui"
CACHE = ROOT / ".argus" / "tools" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
UNPACK = """
import chromium from "@sparticuz/chromium";
console.log(await chromium.executablePath());
"""
"""The npm package unpacks into the folder for temporary files."""

sys.path.insert(0, str(PACKAGE))


class BrowserMissing(Exception):
    """Says in one sentence what to do about it."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A Chromium, and what it needs around it."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)

    def launch_options(self) -> dict[str, Any]:
        """Arguments of Playwright's `launch`. Chromium refuses to have a sandbox when root starts it."""
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        options: dict[str, Any] = {"executable_path": self.path, "args": [*sandbox, "--disable-dev-shm-usage"]}
        return options | ({"env": {**os.environ, **self.environment}} if self.environment else {})


def find_browser() -> Chromium:
    """Find or unpack it; raises BrowserMissing."""
    given = os.environ.get("ARGUS_BROWSER")
    if given:
        return Chromium(given)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return Chromium(installed) if installed else unpacked()


def unpacked() -> Chromium:
    """The browser of the npm package, with the libraries and fonts that a bare machine lacks."""
    binary = CACHE / "chromium"
    if not (CACHE / "complete").exists():
        _unpack()
        (CACHE / "complete").touch()
    libraries = f"{CACHE / 'al2023' / 'lib'}{os.pathsep}{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(os.pathsep)
    return Chromium(str(binary), {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": str(CACHE / "fonts")})


def _unpack() -> None:
    from build_frontend import FRONTEND, BuildFailed, install_modules, node_environment

    try:
        install_modules()
        environment, _ = node_environment()
    except BuildFailed as failure:
        raise BrowserMissing(f"There is no Chromium on this machine, and none can be unpacked. {failure}") from failure
    shutil.rmtree(CACHE, ignore_errors=True)  # what an interrupted run left would be taken for complete
    CACHE.mkdir(parents=True)
    # The name of this environment makes the package unpack shared libraries as well.
    environment |= {"TMPDIR": str(CACHE), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
    node = shutil.which("node", path=environment["PATH"]) or "node"
    command = [node, "--input-type=module", "--eval", UNPACK]
    done = subprocess.run(command, cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["node said nothing"])[-1]
        raise BrowserMissing(f"There is no Chromium on this machine, and unpacking @sparticuz/chromium failed: {told}")
