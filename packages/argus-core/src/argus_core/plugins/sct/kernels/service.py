"""Kernels that a release ran on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from argus_core.database import Statement
from argus_core.database.rows import Cql, Row, Text
from argus_core.errors import DocumentNotFound, MultipleDocumentsFound
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.plugins.sct.packages.versions import SERVER, first_of

if TYPE_CHECKING:
    from argus_core.core import Core

COUNTED = ("passed", "failed", "aborted", "test_error")
UPGRADED = "scylla-server-upgraded"


@dataclass(slots=True, kw_only=True)
class RunPackages(Row, table="sct_test_run", projection=True):
    """What a run tested, and how it went."""

    status: Text
    packages: Annotated[list[Any], Cql("list<frozen<packageversion_v2>>")]


OF_RELEASE = Statement(RunPackages.select("WHERE release_id = ?"))


class KernelService:
    """Counts runs by kernel."""

    def __init__(self, core: Core) -> None:
        self._database = core.database
        self._hierarchy = HierarchyRepository(core.database)

    async def report(self, release_name: str) -> dict[str, Any]:
        """Kernels of each version, and how runs on each kernel went. Raises DocumentNotFound."""
        releases = await self._hierarchy.release_by_name(release_name)
        if not releases:
            raise DocumentNotFound("ArgusRelease", release_name)
        if len(releases) > 1:
            raise MultipleDocumentsFound("ArgusRelease", release_name)
        return kernel_report(await self._database.fetch(OF_RELEASE, (releases[0].id,), into=RunPackages))


def kernel_report(runs: list[RunPackages]) -> dict[str, Any]:
    """Runs without packages or kernel do not count."""
    versions: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, dict[str, int]] = {}
    for run in runs:
        kernel = next((p.version for p in run.packages if "kernel" in (p.name or "")), None)
        if kernel is None:
            continue
        version = version_text(run.packages)
        if kernel not in versions[version]:
            versions[version].append(kernel)
        count = counts.setdefault(kernel, dict.fromkeys(COUNTED, 0))
        if run.status in count:
            count[run.status] += 1
    return {"versions": dict(versions), "metadata": counts}


def version_text(packages: list[Any]) -> str:
    """`version-date.revision` of the server that ran at the end."""
    server = first_of(packages, UPGRADED, SERVER)
    return f"{server.version}-{server.date}.{server.revision_id}" if server is not None else "unknown"
