"""Cluster backends: under which keys the configuration of a test names images and machine types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Source = Callable[[Mapping[str, Any]], str | None]
Sources = tuple[Source, Source, Source]
"""For database, loader and monitor nodes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three kinds of nodes: where their number is, and what becomes of them after the test."""

    amount: str
    afterwards: str


KINDS = (
    Kind("n_db_nodes", "post_behavior_db_nodes"),
    Kind("n_loaders", "post_behavior_loader_nodes"),
    Kind("n_monitor_nodes", "post_behavior_monitor_nodes"),
)


@dataclass(frozen=True, slots=True)
class Backend:
    """Where images, machine types and regions are found."""

    images: Sources
    machines: Sources
    region: str = "region_name"


def text_of(value: Any) -> str | None:
    """A value of the configuration as text; a list becomes its items with blanks between."""
    if value is None or isinstance(value, str):
        return value
    return " ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _key(name: str) -> Source:
    return lambda config: text_of(config.get(name))


def _keys(db: str, loader: str, monitor: str) -> Sources:
    return _key(db), _key(loader), _key(monitor)


def _always(text: str) -> Sources:
    def source(config: Mapping[str, Any]) -> str:
        return text

    return source, source, source


def _scylla_image(config: Mapping[str, Any]) -> str | None:
    version = config.get("scylla_version")
    return f"scylladb/scylladb:{version}" if version else None


_AWS = Backend(
    _keys("ami_id_db_scylla", "ami_id_loader", "ami_id_monitor"),
    _keys("instance_type_db", "instance_type_loader", "instance_type_monitor"),
)
_GCE_IMAGES = _keys("gce_image_db", "gce_image_loader", "gce_image_monitor")
_GCE_MACHINES = _keys("gce_instance_type_db", "gce_instance_type_loader", "gce_instance_type_monitor")
_GCE = Backend(_GCE_IMAGES, _GCE_MACHINES, "gce_datacenter")
_AZURE = Backend(
    _keys("azure_image_db", "azure_image_loader", "azure_image_monitor"),
    _keys("azure_instance_type_db", "azure_instance_type_loader", "azure_instance_type_monitor"),
    "azure_region_name",
)
_OCI = Backend(
    _keys("oci_image_db", "oci_image_loader", "oci_image_monitor"),
    _keys("oci_instance_type_db", "oci_instance_type_loader", "oci_instance_type_monitor"),
    "oci_region_name",
)

BACKENDS: Mapping[str, Backend] = {
    "aws": _AWS,
    "aws-siren": _AWS,
    "k8s-eks": _AWS,
    "gce": _GCE,
    "gce-siren": _GCE,
    "azure": _AZURE,
    "oci": _OCI,
    "k8s-gke": Backend(
        (_scylla_image, _scylla_image, _key("mgmt_docker_image")),
        _GCE_MACHINES,
        "gce_datacenter",
    ),
    "k8s-gce-minikube": Backend(
        (_scylla_image, *_GCE_IMAGES[1:]), (_key("gce_instance_type_minikube"), *_GCE_MACHINES[1:])
    ),
    "docker": Backend(_keys("docker_image", "docker_image", "docker_image"), _always("docker")),
    "baremetal": Backend(_always("bare_metal"), _always("bare_metal")),
}
"""Any other backend is unknown."""
