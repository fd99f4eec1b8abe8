"""Logs and screenshots of runs: redirects to where they lie."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from starlette.responses import Response

from argus_api.testrun.files.answers import REDIRECT, to_link
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.integrations.object_storage import ObjectStorage
from argus_core.runs.files import RunFiles

routes = JsonRoutes("/api/v1/tests/{plugin_name}/{run_id}", name="api.testrun_api", tags=["runs: files"])
PluginPath = Annotated[str, Path(alias="plugin_name", description="Run type.")]
Files = Annotated[RunFiles, Depends(provide(RunFiles))]
Storage = Annotated[ObjectStorage, Depends(provide(ObjectStorage))]


@routes.get("/log/{log_name}/download", summary="Download a log", **REDIRECT)
async def download_log(
    plugin_name: PluginPath,
    run_id: RunIdPath,
    log_name: Annotated[str, Path(description="Name of the log.")],
    files: Files,
    storage: Storage,
) -> Response:
    """A redirect to the log; links into S3 are signed and work for an hour."""
    return to_link(await storage.public_link(await files.log(plugin_name, run_id, log_name)))


@routes.get("/screenshot/{image_name}", summary="Show a screenshot", **REDIRECT)
async def proxy_screenshot(
    plugin_name: PluginPath,
    run_id: RunIdPath,
    image_name: Annotated[str, Path(description="Name of the file, the last segment of its link.")],
    files: Files,
    storage: Storage,
) -> Response:
    """A redirect to the picture; links into S3 are signed and work for an hour."""
    return to_link(await storage.public_link(await files.screenshot(plugin_name, run_id, image_name)))
