"""Packages and screenshots."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from argus_api.client.sct.routes import sct_routes
from argus_core.core import provide
from argus_core.http.types import Payload, RunIdPath
from argus_core.plugins.sct.packages.service import PackageService
from argus_core.plugins.sct.screenshots.service import ScreenshotService
from argus_core.plugins.sct.types import PackageVersion
from argus_core.plugins.sct.values import LooseText

routes = sct_routes()


class Package(Payload):
    """A package under test."""

    name: LooseText
    """For example `scylla-server`."""
    version: LooseText | None = None
    """Version."""
    date: LooseText | None = None
    """Day of its build, YYYYMMDD."""
    revision_id: LooseText | None = None
    """Revision, hexadecimal."""
    build_id: LooseText | None = None
    """Build id."""


class Packages(Payload):
    """Packages under test."""

    packages: list[Package]
    """Those that the run has already are not added again."""


class Screenshots(Payload):
    """Screenshots."""

    screenshot_links: list[str]
    """Those that the run has already are not added again."""


@routes.post("/{run_id}/packages/submit", summary="Add packages")
async def sct_submit_packages(
    run_id: RunIdPath, body: Packages, packages: Annotated[PackageService, Depends(provide(PackageService))]
) -> str:
    """Add packages; a `*-target` among them decides about the version of the run."""
    await packages.add(run_id, [PackageVersion(**package.model_dump()) for package in body.packages])
    return "added"


@routes.post("/{run_id}/screenshots/submit", summary="Add screenshots")
async def sct_submit_screenshots(
    run_id: RunIdPath, body: Screenshots, screenshots: Annotated[ScreenshotService, Depends(provide(ScreenshotService))]
) -> str:
    """Add links to screenshots."""
    await screenshots.add(run_id, body.screenshot_links)
    return "submitted"
