"""User-defined types of SCT runs that several features share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from argus_core.clock import epoch_now
from argus_core.database.rows import Cql, Int, Text, Udt


@dataclass(slots=True, kw_only=True)
class PackageVersion(Udt, name="packageversion_v2"):
    """A package under test: `date` reads YYYYMMDD, `revision_id` is hexadecimal."""

    name: Text
    version: Text = None
    date: Text = None
    revision_id: Text = None
    build_id: Text = None


@dataclass(slots=True, kw_only=True)
class InstanceDetails(Udt, name="cloudinstancedetails_v3"):
    """A machine. Times are seconds since 1970; `termination_time` 0 means that it is alive."""

    provider: Text = None
    instance_type: Text = None
    region: Text = None
    public_ip: Text = None
    private_ip: Text = None
    dc_name: Text = None
    rack_name: Text = None
    creation_time: Int = field(default_factory=epoch_now)
    termination_time: Int = 0
    termination_reason: Text = ""
    shards_amount: Int = 0

    def same_place(self, other: Any) -> bool:
        """Whether the other one, as the driver read it, is the same machine (times and shards apart)."""
        return other is not None and all(
            getattr(self, name) == getattr(other, name) for name in ("provider", "region", "public_ip", "private_ip")
        )


@dataclass(slots=True, kw_only=True)
class NodesInfo(Udt, name="cloudnodesinfo"):
    """The nodes of one kind: their image, machine type, number (-1: unknown), and what becomes of them afterwards."""

    image_id: Text = None
    instance_type: Text = None
    node_amount: Int = None
    post_behaviour: Text = None


_NODES = Cql("frozen<cloudnodesinfo>")


@dataclass(slots=True, kw_only=True)
class CloudSetup(Udt, name="cloudsetupdetails"):
    """What the cluster of a run is made of."""

    db_node: Annotated[NodesInfo | None, _NODES]
    loader_node: Annotated[NodesInfo | None, _NODES]
    monitor_node: Annotated[NodesInfo | None, _NODES]
    backend: Text
