"""A clone of the checkout to release in, with wheels built there.

What takes long runs in threads: the connections of the `database` fixture live on the event loop of the tests.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from argus_core.config import Settings

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tools.release import git, procedure  # noqa: E402  (found by the line above)
from tools.release.wheels import lend_front_end  # noqa: E402

IDENTITY = {f"GIT_{role}_NAME": "Release test" for role in ("AUTHOR", "COMMITTER")} | {
    f"GIT_{role}_EMAIL": "release@example.com" for role in ("AUTHOR", "COMMITTER")
}


@pytest.fixture(scope="session", autouse=True)
def author() -> None:
    """Whom commits in clones are by."""
    os.environ.update(IDENTITY)


@pytest.fixture(scope="module")
async def clone(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the clone, with the same wheels, for a module to change."""
    root = tmp_path_factory.mktemp("clone") / "checkout"
    await asyncio.to_thread(_clone_again, checkout, root)
    return root


def _clone_again(checkout: Path, root: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", checkout, root], check=True)
    shutil.copytree(checkout / "dist", root / "dist")
    lend_front_end(checkout / "packages/argus-ui", root / "packages/argus-ui")


@pytest.fixture(scope="session")
async def checkout(tmp_path_factory: pytest.TempPathFactory, author: None) -> Path:
    """A clone of the repository as it is now, changes that are not committed included, with `dist/wheels` filled."""
    root = tmp_path_factory.mktemp("release") / "checkout"
    await asyncio.to_thread(_clone_checkout, root)
    return root


def _clone_checkout(root: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, root], check=True)
    there = ["git", "--git-dir", str(root / ".git"), "--work-tree", str(ROOT)]
    subprocess.run([*there, "add", "--all"], check=True)
    subprocess.run([*there, "commit", "--quiet", "--allow-empty", "--message", "The checkout"], check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=root, check=True)
    lend_front_end(ROOT / "packages/argus-ui", root / "packages/argus-ui")
    if procedure.fill_wheels(root):
        git.commit(root, [root / "deploy/requirements.txt"], "Pins of what was never released", "")


@pytest.fixture(scope="session")
def configuration(settings: Settings) -> dict[str, str]:
    """The environment of a server on the keyspace of the tests."""
    return {
        "ARGUS_SCYLLA_CONTACT_POINTS": settings.scylla_contact_points[0],
        "ARGUS_SCYLLA_PORT": str(settings.scylla_port),
        "ARGUS_SCYLLA_USERNAME": "cassandra",
        "ARGUS_SCYLLA_PASSWORD": "cassandra",
        "ARGUS_SCYLLA_KEYSPACE_NAME": settings.scylla_keyspace_name,
        "ARGUS_SCYLLA_TABLETS_KEYSPACE_NAME": settings.scylla_tablets_keyspace_name,
        "ARGUS_SECRET_KEY": "MUSTBEUNIQUE",
        "ARGUS_BASE_URL": "http://127.0.0.1",
        "ARGUS_LOGIN_METHODS": "password",
        "ARGUS_EMAIL_ENABLED": "false",
        "ARGUS_GITHUB_ENABLED": "false",
        "ARGUS_JIRA_ENABLED": "false",
        "ARGUS_JOBS_ENABLED": "false",
    }
