"""Whether a package works with the oldest versions of the other packages that it says it works with."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tools.release import environments, git, store
from tools.release.commands import run
from tools.release.errors import ReleaseError
from tools.release.packages import Package, floors, workspace
from tools.release.pins import Pins
from tools.release.wheels import Wheel

MYPY = """\
[mypy]
python_version = 3.11
check_untyped_defs = true
ignore_missing_imports = true
namespace_packages = true
explicit_package_bases = true
plugins = pydantic.mypy
follow_untyped_imports = false
"""
OURS = """
[mypy-{module}.*]
ignore_missing_imports = false
"""


def check(package: Package, wheel: Wheel, pinned: Pins, folder_of_wheels: Path) -> list[str]:
    """Try a built wheel together with its floors: (in words) what was tried.

    The floors are released wheels, from the folder or built from their tags, in an environment of their own. The wheel
    is installed beside them, every module of it imported, its blueprint composed; then mypy holds its sources against
    the installed floors, which finds what importing does not: a method, an argument, a field that the floor lacks.
    Raises ReleaseError when a floor was never released or is too low.
    """
    oldest = floors(wheel.requirements())
    if not oldest:
        return []
    known = {other.distribution: other for other in workspace(package.root)}
    beside = [store.released(known[name], version, folder_of_wheels) for name, version in oldest.items()]
    told = ", ".join(f"{known[name].name} {version}" for name, version in oldest.items())
    with tempfile.TemporaryDirectory(prefix="argus-floors-") as made:
        folder = Path(made)
        try:
            environment = environments.of_wheels(folder / "environment", [wheel, *beside], pinned)
            environment.smoke(package.module)
            check_types(package, environment.python, [known[name].module for name in oldest], folder)
        except ReleaseError as failure:
            raise ReleaseError(
                f"{package.name} {wheel.version} says that {told} suffices, but does not work with it. Raise the floor "
                f"in {package.project_file.relative_to(package.root)} to the version that brought what it uses; when "
                f"none did yet, release that package first.\n{failure}"
            ) from failure
    return [f"{package.name} {wheel.version} works with {told}"]


def check_types(package: Package, python: Path, modules: list[str], folder: Path) -> None:
    """Hold the sources of the checkout against the packages installed beside this interpreter."""
    git.export(package.root, git.snapshot(package.root), folder, f"{package.place}/src", "typings")
    configuration = folder / "mypy.ini"
    configuration.write_text(MYPY + "".join(OURS.format(module=module) for module in modules))
    sources = folder / package.place / "src"
    run(
        *(sys.executable, "-m", "mypy", "--config-file", configuration, "--python-executable", python),
        *("--cache-dir", folder / "cache", "--no-error-summary", sources / package.module),
        cwd=folder,
        environment={"MYPYPATH": f"{sources}:{folder / 'typings'}"},
    )
