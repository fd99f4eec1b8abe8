"""Configurations of runs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends

from argus_api.client.configuration.schemas import SubmittedConfiguration
from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.http.types import RunIdPath
from argus_core.run_configuration.rows import RunConfiguration
from argus_core.run_configuration.service import RunConfigurationService

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: configuration"])
Configurations = Annotated[RunConfigurationService, Depends(provide(RunConfigurationService))]


@routes.post("/{run_id}/config/submit", summary="Store a configuration of a run")
async def submit_run_config(
    run_id: RunIdPath, body: SubmittedConfiguration, configurations: Configurations
) -> Literal[True]:
    """Takes the place of an earlier one of that name. Runs can be found by the settings of a JSON object."""
    await configurations.submit(run_id, body.name, body.content.decode())
    return True


@routes.get("/{run_id}/config/all", summary="Configurations of a run")
async def get_all_run_configs(run_id: RunIdPath, configurations: Configurations) -> list[RunConfiguration]:
    """All of them, by name."""
    return await configurations.of_run(run_id)
