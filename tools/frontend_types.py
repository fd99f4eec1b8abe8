"""Types of the front end from the OpenAPI document: writes them, or with `--check` says that they are out of date.

The document is that of the code as it is; no server and no database is needed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "packages" / "argus-ui"
TYPES = PACKAGE / "frontend" / "src" / "lib" / "api" / "schema.d.ts"
SETTINGS = {
    "ARGUS_SECRET_KEY": "none",
    "ARGUS_SCYLLA_CONTACT_POINTS": "127.0.0.1",
    "ARGUS_SCYLLA_USERNAME": "none",
    "ARGUS_SCYLLA_PASSWORD": "none",
    "ARGUS_SCYLLA_KEYSPACE_NAME": "none",
}

sys.path.insert(0, str(PACKAGE))


def document() -> str:
    """The OpenAPI document of everything that is served."""
    os.environ.update(SETTINGS)
    from argus_core.application.documents import openapi_schema
    from argus_core.config import load_settings
    from argus_server.app import create_app

    return json.dumps(openapi_schema(create_app(load_settings())), sort_keys=True)


def types_of(openapi: str) -> str:
    """What openapi-typescript makes of a document."""
    from build_frontend import FRONTEND, install_modules, node_environment

    install_modules()
    environment, npm = node_environment()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_text(openapi)
        command = [*npm, "exec", "--", "openapi-typescript", str(source), "--output", str(target)]
        done = subprocess.run(command, cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"The types could not be made:\n{done.stdout}{done.stderr}")
        return target.read_text()


def main() -> int:
    """Write or check."""
    wanted = types_of(document())
    if sys.argv[1:] != ["--check"]:
        TYPES.write_text(wanted)
        return 0
    if TYPES.read_text() == wanted:
        return 0
    print("The types of the front end are out of date: run `make frontend-types` and commit.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
