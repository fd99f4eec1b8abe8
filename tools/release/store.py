"""`dist/wheels`: which sources a version's wheel is made of, and whether a wheel that is there is that one."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.release import changelog, git, pins, wheels
from tools.release.errors import ReleaseError
from tools.release.packages import Package, workspace
from tools.release.pins import Pins
from tools.release.wheels import Wheel

FOLDER = "dist/wheels"
BUILDS_AT_ONCE = 2


def is_released(package: Package, version: str) -> bool:
    """Whether the changelog has a section for the version: then its sources are those of its tag."""
    return changelog.is_released(package.changelog_file.read_text(), version)


def released(package: Package, version: str, folder: Path) -> Wheel:
    """The wheel of a released version: what lies in the folder, or else built from the tag and put there.

    The tag's own `deploy/requirements.txt` says which hash it has. Raises ReleaseError when the tag is not here, or
    when what is built from it is not what was released.
    """
    tag = package.tag(version)
    if not git.has_tag(package.root, tag):
        versions = git.released_versions(package)
        told = f"the newest is {versions[-1]}" if versions else "none is"
        raise ReleaseError(
            f"{package.name} {version} is not released ({told}): there is no tag {tag} here. Release it, fetch the "
            f"tags (`git fetch --tags`), or name a released version."
        )
    expected = pins.parse(git.text_at(package.root, tag, pins.FILE)).own[package.distribution]
    wheel = Wheel(folder / wheels.wheel_name(package, version))
    if wheel.file.exists() and wheel.sha256 == expected.sha256:
        return wheel
    built = wheels.build(package, folder, tag)
    if pins.pin_of(package.distribution, built) != expected:
        raise ReleaseError(
            f"{tag} was released with the hash {expected.sha256}, but its sources give {built.sha256} here: the tag "
            f"was moved, or this Python compresses differently. Put the released wheel into {folder} instead."
        )
    return built


def fill(root: Path, *, new: Mapping[str, Wheel] | None = None) -> Pins:
    """Put the wheel of every line of `deploy/requirements.txt` into `dist/wheels`, but for those that are new.

    Released versions are built from their tags. A version without a section in its changelog was never released: its
    wheel is built from the checkout. Returns lines that name exactly these wheels; only never released versions can
    make them differ from those of the file. Third parties are left as they are.
    """
    folder, pinned = root / FOLDER, pins.read(root)

    def wheel_of(package: Package) -> Wheel:
        name = package.distribution
        if new and name in new:
            return new[name]
        version = pinned.own[name].version if name in pinned.own else package.version
        return released(package, version, folder) if is_released(package, version) else wheels.build(package, folder)

    packages = workspace(root)
    with ThreadPoolExecutor(BUILDS_AT_ONCE) as pool:
        found = zip(packages, pool.map(wheel_of, packages), strict=True)
        own = {package.distribution: pins.pin_of(package.distribution, wheel) for package, wheel in found}
    return Pins(own, pinned.third_parties)
