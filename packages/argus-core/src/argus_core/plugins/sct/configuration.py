"""What of a test's configuration is kept with its run.

Configurations are what people write into YAML files: a value of a strange kind is left out and logged, for a run
without it is better than no run.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any

from argus_core.plugins.sct.backends import BACKENDS, KINDS, Backend, text_of
from argus_core.plugins.sct.types import CloudSetup, InstanceDetails, NodesInfo

NO_REGION = "undefined_region"
UNKNOWN = "UNKNOWN"
_INT32 = 2**31
_LARGEST_FLOAT = 3.4028234663852886e38

Config = Mapping[str, Any]
log = logging.getLogger("argus.runs")


def run_columns(config: Config) -> dict[str, Any]:
    """Columns of the run that follow from its configuration; None clears a column."""
    columns: dict[str, Any] = {
        "region_name": regions(config),
        "cloud_setup": cloud_setup(config),
        "config_files": _texts(config.get("config_files")) or None,
        "test_method": _ascii(config.get("test_method")),
    }
    duration = _duration(config.get("stress_duration"))
    return columns | ({"stress_duration": duration} if duration is not None else {})


def runner_host(config: Config, public_ip: str | None, private_ip: str | None) -> InstanceDetails:
    """The machine that runs the test."""
    return InstanceDetails(
        provider=backend_name(config), region=regions(config)[0], public_ip=public_ip, private_ip=private_ip
    )


def backend_name(config: Config) -> str | None:
    """Where the cluster runs."""
    return text_of(config.get("cluster_backend"))


def regions(config: Config) -> list[str]:
    """Regions of the cluster, the primary one first; never empty."""
    backend = BACKENDS.get(backend_name(config) or "")
    given = config.get(backend.region if backend else "region_name")
    found = given.split() if isinstance(given, str) else _texts(given)
    return found or [NO_REGION]


def cloud_setup(config: Config) -> CloudSetup:
    """Machines of the cluster, from the keys that its backend uses."""
    name = backend_name(config)
    backend = BACKENDS.get(name or "")
    if backend is None:
        nodes = [NodesInfo(image_id=UNKNOWN, instance_type=UNKNOWN, node_amount=-1, post_behaviour=UNKNOWN)] * 3
    else:
        nodes = [_nodes(config, backend, place) for place in range(3)]
    return CloudSetup(db_node=nodes[0], loader_node=nodes[1], monitor_node=nodes[2], backend=name)


def _nodes(config: Config, backend: Backend, place: int) -> NodesInfo:
    kind = KINDS[place]
    return NodesInfo(
        image_id=backend.images[place](config),
        instance_type=backend.machines[place](config),
        node_amount=_amount(kind.amount, config.get(kind.amount)),
        post_behaviour=text_of(config.get(kind.afterwards)),
    )


def _amount(key: str, value: Any) -> int | None:
    """A number of nodes: a number, or the sum of a list or of a text with one number per region."""
    if value is None:
        return None
    try:
        items = value.split() if isinstance(value, str) else value if isinstance(value, list) else [value]
        total = sum(int(item) for item in items)
    except (TypeError, ValueError, OverflowError):
        log.warning("%s is no number of nodes: %r", key, value)
        return None
    return total if -_INT32 <= total < _INT32 else None


def _duration(value: Any) -> float | None:
    if not value:
        return None
    try:
        minutes = float(value)
    except (TypeError, ValueError, OverflowError):
        log.warning("stress_duration is no number: %r", value)
        return None
    return minutes if math.isfinite(minutes) and abs(minutes) <= _LARGEST_FLOAT else None


def _texts(value: Any) -> list[str]:
    """The texts of a list; a single text is a list of one."""
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [str(item) for item in items if item is not None]


def _ascii(value: Any) -> str | None:
    """The column takes nothing but ASCII."""
    text = text_of(value)
    return text.encode("ascii", "replace").decode() if text is not None else None
