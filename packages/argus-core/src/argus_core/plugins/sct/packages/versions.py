"""What packages say: the version of a run, and when the tested software was built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from argus_core.errors import BadRequest
from argus_core.plugins.sct.errors import PackageNotFound
from argus_core.plugins.sct.types import PackageVersion

TARGET = "target"
UPGRADE_TARGET = "upgrade-target"
SERVER = "scylla-server"
SERVER_TARGET = "scylla-server-target"
AGES = ("{}-upgraded", "{}-upgrade-target", "{}", "{}-target")
"""Names of the packages that tell when something was built, best first."""


class KnownVersion(NamedTuple):
    """The version of a run, and the package that told it (None: the client itself)."""

    source: str | None
    version: str | None


def known_version(known: KnownVersion, packages: Iterable[PackageVersion]) -> KnownVersion:
    """What is known after these packages. The target of an upgrade outranks the plain target of the server."""
    for package in packages:
        if TARGET not in (package.name or ""):
            continue
        outranked = UPGRADE_TARGET in (known.source or "") and package.name == SERVER_TARGET
        if not outranked:
            known = KnownVersion(package.name, package.version)
    return known


def first_of(packages: Sequence[Any], *names: str) -> Any:
    """The first of these packages that is there, in the order of the names; None when none is."""
    for name in names:
        for package in packages:
            if package.name == name:
                return package
    return None


def built_at(packages: Sequence[Any], base: str | None) -> datetime:
    """When the tested software was built: the day of its package, and a fraction of a second.

    The fraction tells builds of one day apart.
    """
    base = base or SERVER
    package = first_of(packages, *(name.format(base) for name in AGES))
    if package is None:
        raise PackageNotFound(base)
    try:
        day = datetime.strptime(package.date or "", "%Y%m%d")
        fraction = int(package.revision_id or "", 16) % 1_000_000
    except ValueError as error:
        text = f"The package {package.name} has no date and revision to tell when it was built"
        raise BadRequest(text) from error
    return day + timedelta(milliseconds=fraction // 1000)
