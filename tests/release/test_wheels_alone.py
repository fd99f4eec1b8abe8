"""Each package from its wheel file, with only core beside it, in an empty environment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tools.release import environments, pins, store, wheels
from tools.release.environments import Environment
from tools.release.errors import ReleaseError
from tools.release.packages import find, workspace

NAMES = [package.name for package in workspace(Path(__file__).parents[2])]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # the first test waits for all wheels to be built


@pytest.fixture(scope="module")
def alone(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Environment]:
    """The environment of a package: its wheel and that of core; the server has those of all packages."""
    pinned, root = pins.read(checkout), tmp_path_factory.mktemp("alone")

    @cache
    def installed(name: str) -> Environment:
        wanted = NAMES if name == "argus-server" else dict.fromkeys(["argus-core", name])
        packages = [find(checkout, one) for one in wanted]
        folder = checkout / store.FOLDER
        names = [wheels.wheel_name(one, pinned.own[one.distribution].version) for one in packages]
        return environments.of_wheels(root / name, [wheels.Wheel(folder / one) for one in names], pinned)

    return installed


@pytest.mark.parametrize("name", NAMES)
async def test_a_wheel_stands_alone(
    name: str, alone: Callable[[str], Environment], checkout: Path, configuration: dict[str, str]
) -> None:
    """All modules, the blueprint, an application that is started on the database and asked."""
    module = find(checkout, name).module
    environment = await asyncio.to_thread(alone, name)
    environment.check()
    told = await asyncio.to_thread(environment.smoke, module, environment=configuration)
    assert told.startswith(f"{module}: "), told


@pytest.mark.parametrize("lost", ["argus_admin/jobs/schemas.py", "argus_admin/templates"])
async def test_what_is_missing_is_found(lost: str, alone: Callable[[str], Environment], tmp_path: Path) -> None:
    """The smoke test can fail: on a module that did not get into the wheel, and on a folder."""
    environment = await asyncio.to_thread(alone, "argus-admin")
    (place,) = environment.folder.glob(f"lib/*/site-packages/{lost}")
    place.rename(tmp_path / "lost")
    try:
        with pytest.raises(ReleaseError, match=r"argus.admin.*(jobs.schemas|templates)"):
            await asyncio.to_thread(environment.smoke, "argus_admin")
    finally:
        (tmp_path / "lost").rename(place)
