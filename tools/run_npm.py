"""npm in the folder of the front end, with the Node that the project uses: `python tools/run_npm.py run check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "packages" / "argus-ui"))


def main() -> int:
    """Install what the lock file names, then run npm with the arguments."""
    from build_frontend import FRONTEND, BuildFailed, install_modules, node_environment

    try:
        install_modules()
        environment, npm = node_environment()
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return subprocess.run([*npm, *sys.argv[1:]], cwd=FRONTEND, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
