"""JUnit reports, stress commands, kernels."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, Field

from argus_api.client.sct.routes import Base64Text, sct_routes
from argus_core.clock import from_epoch
from argus_core.core import provide
from argus_core.http.types import AnyUuid, EpochSeconds, Payload, RunIdPath
from argus_core.plugins.sct.junit.service import JunitService
from argus_core.plugins.sct.kernels.service import KernelService
from argus_core.plugins.sct.stress_commands.service import StressCommandService
from argus_core.plugins.sct.values import LooseText

routes = sct_routes()

StressCommands = Annotated[StressCommandService, Depends(provide(StressCommandService))]


class JunitReport(Payload):
    """A JUnit report."""

    file_name: str
    """Any text; a report of the same name is replaced."""
    content: Base64Text
    """Base64 of the XML."""


class NewStressCommand(Payload):
    """A command that a loader runs."""

    cmd: LooseText
    """Command."""
    loader_name: LooseText
    """Loader."""
    log_name: LooseText
    """Log."""
    ts: EpochSeconds | None = None
    """Seconds since 1970; default now."""

    def time(self) -> datetime:
        """To the millisecond."""
        return from_epoch(round(time.time() if self.ts is None else self.ts, 3) + 0.0001)


class StressCommandObject(BaseModel):
    """A command as it is stored."""

    run_id: AnyUuid
    ts: datetime
    cmd: str | None
    log_name: str | None
    node_name: str | None


class KernelReport(BaseModel):
    """Kernels of a release."""

    versions: dict[str, list[str]] = Field(description="Version to the kernels that it ran on.")
    metadata: dict[str, dict[str, int]] = Field(description="Kernel to the number of runs per status.")


@routes.get("/release/{release_name:path}/kernels", summary="Kernels of a release")
async def sct_get_kernel_report(
    release_name: Annotated[str, Path(description="Name of the release; may hold slashes.")],
    kernels: Annotated[KernelService, Depends(provide(KernelService))],
) -> KernelReport:
    """Kernels per version, and how runs on them went."""
    return await kernels.report(release_name)  # type: ignore[return-value]  # typed for the document


@routes.post("/{run_id}/junit/submit", summary="Store a JUnit report")
async def sct_submit_junit_report(
    run_id: RunIdPath, body: JunitReport, reports: Annotated[JunitService, Depends(provide(JunitService))]
) -> bool:
    """Store a report; documents that declare entities are refused."""
    await reports.put(run_id, body.file_name, body.content)
    return True


@routes.post("/{run_id}/stress_cmd/submit", summary="Add a stress command")
async def sct_add_stress_cmd(run_id: RunIdPath, body: NewStressCommand, commands: StressCommands) -> str:
    """Store a command; another one in the same millisecond pushes it to the next."""
    await commands.add(run_id, body.time(), body.cmd, body.log_name, body.loader_name)
    return "added"


@routes.get("/{run_id}/stress_cmd/get", summary="Stress commands of a run")
async def sct_get_all_stress_cmds(run_id: RunIdPath, commands: StressCommands) -> list[StressCommandObject]:
    """Commands, newest first."""
    return await commands.all(run_id)  # type: ignore[return-value]  # rows; typed for the document
