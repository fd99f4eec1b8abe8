"""What is kept of a configuration."""

from __future__ import annotations

from typing import Any

import pytest

from argus_core.plugins.sct.configuration import cloud_setup, regions, run_columns


@pytest.mark.parametrize(
    ("amount", "nodes"),
    [(3, 3), (3.9, 3), ("3 3", 6), ([1, "2"], 3), ("", 0), ([], 0), (None, None), ("three", None), (2**40, None)],
)
def test_numbers_of_nodes(amount: Any, nodes: int | None) -> None:
    setup = cloud_setup({"cluster_backend": "aws", "n_db_nodes": amount})
    assert setup.db_node is not None
    assert setup.db_node.node_amount == nodes


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"cluster_backend": "aws", "region_name": "eu-west-1 us-east-1"}, ["eu-west-1", "us-east-1"]),
        ({"cluster_backend": "gce", "gce_datacenter": ["us-east1", None], "region_name": "x"}, ["us-east1"]),
        ({"cluster_backend": "xcloud", "region_name": "somewhere"}, ["somewhere"]),
        ({"cluster_backend": "aws", "region_name": "  "}, ["undefined_region"]),
        ({"cluster_backend": ["a", "list"]}, ["undefined_region"]),
    ],
)
def test_regions(config: dict[str, Any], found: list[str]) -> None:
    assert regions(config) == found


def test_images_without_a_version_are_unknown() -> None:
    setup = cloud_setup({"cluster_backend": "k8s-gke"})
    assert setup.db_node is not None
    assert setup.db_node.image_id is None


@pytest.mark.parametrize("duration", [0, None, "", "long", 1e300, float("nan")])
def test_a_duration_that_is_none_changes_nothing(duration: Any) -> None:
    assert "stress_duration" not in run_columns({"stress_duration": duration})
