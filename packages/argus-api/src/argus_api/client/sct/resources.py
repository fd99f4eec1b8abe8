"""Machines."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Path
from pydantic import BaseModel, JsonValue

from argus_api.client.sct.routes import sct_routes
from argus_core.clock import epoch_now
from argus_core.core import provide
from argus_core.http.types import AnyUuid, Payload, RunIdPath
from argus_core.plugins.sct.resources.service import RUNNING, ResourceService
from argus_core.plugins.sct.types import InstanceDetails
from argus_core.plugins.sct.values import LooseText, Whole

routes = sct_routes()

Resources = Annotated[ResourceService, Depends(provide(ResourceService))]
ResourceName = Annotated[str, Path(description="Name of the machine.")]


class ResourceState(StrEnum):
    """State of a machine."""

    RUNNING = "running"
    STOPPED = "stopped"
    TERMINATED = "terminated"


class Details(Payload):
    """What is known of a machine."""

    provider: LooseText | None = None
    """Cloud."""
    instance_type: LooseText | None = None
    """Machine type."""
    region: LooseText | None = None
    """Region."""
    public_ip: LooseText | None = None
    """Public address."""
    private_ip: LooseText | None = None
    """Private address."""
    dc_name: LooseText | None = None
    """Data centre."""
    rack_name: LooseText | None = None
    """Rack."""
    creation_time: Whole | None = None
    """Seconds since 1970; default now."""
    termination_time: Whole | None = 0
    """Seconds since 1970; 0: alive."""
    termination_reason: LooseText | None = ""
    """Why it is gone."""
    shards_amount: Whole | None = 0
    """Shards."""

    def instance(self) -> InstanceDetails:
        """As it is stored."""
        given = self.model_dump()
        return InstanceDetails(**(given | {"creation_time": given["creation_time"] or epoch_now()}))


class Resource(Payload):
    """A machine."""

    name: str
    """Unique within the run."""
    resource_type: str | None = None
    """`db-node`, `loader` and so on."""
    state: str = RUNNING
    """State; stored unchecked."""
    instance_details: Details
    """What is known of it."""


class NewResource(Payload):
    """A machine to create."""

    resource: Resource
    """It."""


class Runner(Payload):
    """The machine that runs the test."""

    public_ip: str | None
    """Public address."""
    private_ip: str | None
    """Private address."""
    region: str | None
    """Region."""
    backend: str | None
    """Cloud."""
    name: str | None = None
    """Default `sct-runner`."""


class Termination(Payload):
    """The end of a machine."""

    reason: LooseText
    """Why."""


class Shards(Payload):
    """Shards of a machine."""

    shards: Whole
    """How many."""


class Changes(Payload):
    """Changes of a machine."""

    state: ResourceState | None = None
    """Kept when it is absent."""
    instance_info: dict[str, Any] | None = None
    """Details to change; unknown names are ignored."""

    def details(self) -> dict[str, Any]:
        """The known details that are given, checked."""
        given = {name: value for name, value in (self.instance_info or {}).items() if name in Details.model_fields}
        return Details.model_validate(given).model_dump(include=set(given))


class ResourceChanges(Payload):
    """Changes of a machine."""

    update_data: Changes
    """They."""


class ResourceObject(BaseModel):
    """A machine as it is stored."""

    run_id: AnyUuid
    name: str
    state: str | None
    resource_type: str | None
    instance_info: dict[str, JsonValue] | None


class Updated(BaseModel):
    """What was changed."""

    state: str
    fields: dict[str, JsonValue]


@routes.post("/{run_id}/sct_runner/set", summary="The machine that runs the test")
async def sct_set_runner(run_id: RunIdPath, body: Runner, resources: Resources) -> str:
    """Store where the test itself runs."""
    details = InstanceDetails(
        provider=body.backend, region=body.region, public_ip=body.public_ip, private_ip=body.private_ip
    )
    await resources.set_runner(run_id, details, body.name)
    return "updated"


@routes.get("/{run_id}/resource/all", summary="Machines of a run")
async def sct_resource_all(run_id: RunIdPath, resources: Resources) -> list[ResourceObject]:
    """Machines by name."""
    return await resources.all(run_id)  # type: ignore[return-value]  # rows; typed for the document


@routes.get("/{run_id}/resource/{name}/get", summary="A machine")
async def sct_resource_get(run_id: RunIdPath, name: ResourceName, resources: Resources) -> ResourceObject:
    """One machine of a run."""
    return await resources.one(run_id, name)  # type: ignore[return-value]  # a row; typed for the document


@routes.post("/{run_id}/resource/create", summary="Add a machine")
async def sct_resource_create(run_id: RunIdPath, body: NewResource, resources: Resources) -> str:
    """Add a machine; one that is known stays as it is."""
    new = body.resource
    await resources.create(run_id, new.name, new.resource_type, new.state, new.instance_details.instance())
    return "created"


@routes.post("/{run_id}/resource/{resource_name}/terminate", summary="A machine is gone")
async def sct_resource_terminate(
    run_id: RunIdPath, resource_name: ResourceName, body: Termination, resources: Resources
) -> str:
    """Store when and why a machine went."""
    await resources.terminate(run_id, resource_name, body.reason)
    return "terminated"


@routes.post("/{run_id}/resource/{resource_name}/shards", summary="Shards of a machine")
async def sct_resource_update_shards(
    run_id: RunIdPath, resource_name: ResourceName, body: Shards, resources: Resources
) -> str:
    """Store how many shards it has."""
    await resources.set_shards(run_id, resource_name, body.shards)
    return "updated"


@routes.post("/{run_id}/resource/{resource_name}/update", summary="Change a machine")
async def sct_resource_update(
    run_id: RunIdPath, resource_name: ResourceName, body: ResourceChanges, resources: Resources
) -> Updated:
    """Change its state and details."""
    changes = body.update_data
    state = changes.state.value if changes.state is not None else None
    return Updated(state="updated", fields=await resources.update(run_id, resource_name, state, changes.details()))
