"""The names: releases, groups and tests of the demo data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SCT = "scylla-cluster-tests"
GENERIC = "generic"
DRIVERS = "driver-matrix-tests"
SIRENADA = "sirenada"


class Activity(Enum):
    """How alive a release is: the days ago of its first and of its newest runs."""

    ACTIVE = (90, 0)
    DORMANT = (700, 260)
    DISABLED = (1050, 760)


@dataclass(frozen=True, slots=True)
class GroupModel:
    """A group, its tests, and how many runs each of them has. A subtype is what the runs tell (`dtest`, `gemini`)."""

    name: str
    pretty_name: str
    plugin: str
    runs: int
    tests: tuple[str, ...]
    subtype: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ReleaseModel:
    """A release with its groups. `versions` grow with time, the last is the newest; of a branch all look the same."""

    name: str
    pretty_name: str
    description: str
    activity: Activity
    versions: tuple[str, ...]
    groups: tuple[GroupModel, ...]
    perpetual: bool = False


DISABLED_TESTS = frozenset({"artifacts-docker-test"})
IDLE_TESTS = frozenset({"longevity-5000-tables-test", "rolling-upgrade-azure-test"})
"""Tests that never ran: no runs, no plugin."""

RELEASES = (
    ReleaseModel(
        "scylla-2025.1",
        "Scylla 2025.1",
        "The release that ships next. Its nightly and weekly tests run here.",
        Activity.ACTIVE,
        ("2025.1.0-rc1", "2025.1.0-rc2", "2025.1.0", "2025.1.1", "2025.1.2", "2025.1.3"),
        (
            GroupModel(
                "longevity",
                "Longevity",
                SCT,
                11,
                (
                    "longevity-100gb-4h-test",
                    "longevity-200gb-48h-test",
                    "longevity-10gb-3h-gce-test",
                    "longevity-10gb-3h-azure-test",
                    "longevity-large-partition-8h-test",
                    "longevity-mv-si-4days-streaming-test",
                    "longevity-schema-topology-changes-12h-test",
                    "longevity-cdc-100gb-4h-test",
                    "longevity-5000-tables-test",
                ),
            ),
            GroupModel(
                "performance",
                "Performance",
                SCT,
                12,
                (
                    "perf-regression-latency-650gb-test",
                    "perf-regression-throughput-test",
                    "perf-regression-latency-rbno-disabled-test",
                ),
            ),
            GroupModel(
                "gemini", "Gemini", SCT, 8, ("gemini-3h-with-nemesis-test", "gemini-1tb-10h-test"), subtype="gemini"
            ),
            GroupModel(
                "rolling-upgrade",
                "Rolling upgrade",
                SCT,
                8,
                (
                    "rolling-upgrade-ami-test",
                    "rolling-upgrade-centos9-test",
                    "rolling-upgrade-multidc-test",
                    "rolling-upgrade-azure-test",
                ),
            ),
            GroupModel(
                "artifacts",
                "Artifacts",
                SCT,
                8,
                ("artifacts-ami-test", "artifacts-docker-test", "artifacts-ubuntu2404-test"),
            ),
            GroupModel(
                "features",
                "Features – «новые», 新機能",
                SCT,
                7,
                ("alternator-ttl-test", "feature-größe-テーブル-test", "feature-per%20partition-limit-test"),
            ),
            GroupModel("tier1", "Tier 1", SCT, 6, ("longevity-50gb-3days-test", "artifacts-ami-test")),
            GroupModel("dtest", "dtest", GENERIC, 10, ("dtest-release", "dtest-debug"), subtype="dtest"),
            GroupModel("pytest", "", GENERIC, 10, ("topology-custom",), subtype="pytest"),
        ),
    ),
    ReleaseModel(
        "scylla-master",
        "Scylla master",
        "What was merged last night.",
        Activity.ACTIVE,
        ("2025.4.0~dev",) * 13,
        (
            GroupModel(
                "longevity",
                "Longevity",
                SCT,
                9,
                ("longevity-100gb-4h-test", "longevity-twcs-48h-test", "longevity-multidc-schema-changes-test"),
            ),
            GroupModel("performance", "Performance", SCT, 10, ("perf-regression-latency-650gb-test",)),
            GroupModel("dtest", "dtest", GENERIC, 9, ("dtest-release", "dtest-debug-with-raft"), subtype="dtest"),
        ),
        perpetual=True,
    ),
    ReleaseModel(
        "scylla-operator/operator-1.15",
        "Operator 1.15",
        "",
        Activity.ACTIVE,
        ("1.15.0-rc.0", "1.15.0", "1.15.1"),
        (
            GroupModel(
                "functional",
                "Functional",
                GENERIC,
                6,
                ("functional-eks", "functional-gke", "functional-local-kind-aws"),
            ),
        ),
    ),
    ReleaseModel(
        "drivers",
        "Drivers",
        "Drivers against the newest Scylla.",
        Activity.ACTIVE,
        ("2025.1.1", "2025.1.2", "2025.1.3"),
        (
            GroupModel(
                "matrix",
                "Driver matrix",
                DRIVERS,
                7,
                (
                    "python-driver-matrix-test",
                    "java-driver-matrix-test",
                    "gocql-driver-matrix-test",
                    "cpp-driver-matrix-test",
                ),
            ),
        ),
    ),
    ReleaseModel(
        "siren-tests",
        "Scylla Cloud UI",
        "Browser tests of the cloud console.",
        Activity.ACTIVE,
        ("2025.1.2", "2025.1.3"),
        (GroupModel("sirenada", "Sirenada", SIRENADA, 8, ("staging-aws", "staging-gcp")),),
    ),
    ReleaseModel(
        "enterprise-2024.2",
        "Enterprise 2024.2",
        "Kept for its patch releases.",
        Activity.DORMANT,
        ("2024.2.0-rc1", "2024.2.0", "2024.2.1", "2024.2.2"),
        (
            GroupModel(
                "longevity",
                "Longevity",
                SCT,
                5,
                (
                    "longevity-100gb-4h-test",
                    "longevity-ics-space-amplification-test",
                    "longevity-encryption-at-rest-test",
                ),
            ),
            GroupModel("artifacts", "Artifacts", SCT, 4, ("artifacts-ami-test", "artifacts-oel8-test")),
        ),
    ),
    ReleaseModel(
        "manager-3.4",
        "Manager 3.4",
        "",
        Activity.DISABLED,
        ("3.4.0", "3.4.1"),
        (
            GroupModel("ubuntu", "Ubuntu", SCT, 4, ("ubuntu22-sanity-test",)),
            GroupModel("centos", "CentOS", SCT, 4, ("centos7-sanity-test",), enabled=False),
        ),
    ),
)
