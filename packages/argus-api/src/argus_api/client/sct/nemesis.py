"""Disruptions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from argus_api.client.sct.routes import sct_routes
from argus_core.core import provide
from argus_core.http.types import AnyUuid, Payload, RunIdPath
from argus_core.plugins.sct.nemesis.service import NemesisService, NewNemesis
from argus_core.plugins.sct.nemesis.types import NodeDescription
from argus_core.plugins.sct.values import LooseText, Whole

routes = sct_routes()

Nemeses = Annotated[NemesisService, Depends(provide(NemesisService))]


class Start(Payload):
    """A disruption that starts."""

    name: LooseText | None
    """Name."""
    class_name: LooseText | None
    """Class."""
    start_time: Whole
    """Seconds since 1970."""
    node_name: LooseText | None
    """Node that is disrupted."""
    node_ip: LooseText | None
    """Its address."""
    node_shards: Whole | None
    """Its shards."""

    def new(self) -> NewNemesis:
        """As the service takes it."""
        target = NodeDescription(name=self.node_name, ip=self.node_ip, shards=self.node_shards)
        return NewNemesis(self.name, self.class_name, self.start_time, target)


class StartNemesis(Payload):
    """A disruption that starts."""

    nemesis: Start
    """It."""


class End(Payload):
    """A disruption that ends."""

    name: LooseText
    """Name; not compared."""
    start_time: Whole
    """When it started, in seconds since 1970."""
    status: str
    """How it went; looked at only while the disruption runs."""
    message: LooseText | None
    """Stack trace."""


class EndNemesis(Payload):
    """A disruption that ends."""

    nemesis: End
    """It."""


class Target(BaseModel):
    """A node."""

    name: str | None
    ip: str | None
    shards: int | None


class NemesisObject(BaseModel):
    """A disruption as it is stored."""

    run_id: AnyUuid
    start_time: int
    class_name: str | None
    name: str | None
    duration: int | None = Field(description="Seconds; 0 while it runs.")
    target_node: Target | None
    status: str | None
    end_time: int | None = Field(description="Seconds since 1970; 0 while it runs.")
    stack_trace: str | None


@routes.post("/{run_id}/nemesis/submit", summary="A disruption starts")
async def sct_nemesis_submit(run_id: RunIdPath, body: StartNemesis, nemeses: Nemeses) -> str:
    """Store a disruption; a second one in the same second is dropped."""
    await nemeses.start(run_id, body.nemesis.new())
    return "created"


@routes.get("/{run_id}/nemesis/get", summary="Disruptions of a run")
async def sct_nemesis_get(run_id: RunIdPath, nemeses: Nemeses) -> list[NemesisObject]:
    """Disruptions by their start."""
    return await nemeses.all(run_id)  # type: ignore[return-value]  # rows; typed for the document


@routes.post("/{run_id}/nemesis/finalize", summary="A disruption ends")
async def sct_nemesis_finalize(run_id: RunIdPath, body: EndNemesis, nemeses: Nemeses) -> str:
    """Store how a disruption went."""
    ended = body.nemesis
    await nemeses.finish(run_id, ended.name, ended.start_time, ended.status, ended.message or "")
    return "updated"
