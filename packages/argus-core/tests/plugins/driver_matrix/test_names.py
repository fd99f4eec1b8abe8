from __future__ import annotations

import pytest

from argus_core.plugins.driver_matrix.names import driver_of


@pytest.mark.parametrize(
    ("collection", "driver_type", "driver"),
    [
        ("TEST-scylla-2.16.2", "cpp", "scylla"),
        ("TEST-datastax-2.16", "cpp", "datastax"),
        ("cpp-scylla", "cpp", None),
        ("pytest.scylla.v3.3.24.8", "python", "scylla"),
        ("xunit.gocql.v4.1.7.3.xml", "gocql", "gocql"),
        ("TestResults.upstream.v4.1.14.2", "gocql", "upstream"),
        ("rust_results_v0.13.1", "rust", None),
        ("TEST-scylla-2.16.2", "python", None),
        ("", "java", None),
    ],
)
def test_the_driver_inside_a_name(collection: str, driver_type: str, driver: str | None) -> None:
    assert driver_of(collection, driver_type) == driver
