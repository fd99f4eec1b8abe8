"""mypy over every source file, and over the tests of each package.

Test folders of different packages hold modules of the same names, so each is checked in a run of its own with its
package's folder as the base of module names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def mypy(*arguments: str, base: Path | None = None) -> tuple[int, str]:
    """One run: (exit code, output)."""
    environment = os.environ | ({"MYPYPATH": str(base)} if base else {})
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    """Sources first (their cache serves the rest), then the tests."""
    outcomes = [mypy()]
    bases = [
        folder
        for folder in [*sorted(ROOT.glob("packages/*")), *sorted(ROOT.glob("apps/*"))]
        if any(folder.glob("tests/**/*.py"))
    ]
    with ThreadPoolExecutor(2) as pool:
        outcomes += pool.map(
            lambda base: mypy(
                "--cache-dir", f".mypy_cache/{base.name}", str(base.relative_to(ROOT) / "tests"), base=base
            ),
            bases,
        )
    for _, output in outcomes:
        print(output, end="")
    return max(code for code, _ in outcomes)


if __name__ == "__main__":
    sys.exit(main())
