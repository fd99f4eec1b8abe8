"""The machines of SCT runs, and the stress commands that ran on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from argus_core.plugins.sct.nemesis.types import NodeDescription
from argus_core.plugins.sct.types import CloudSetup, InstanceDetails, NodesInfo
from argus_server.seed.runs import DemoRun, epoch
from argus_server.seed.scope import Scope, TableRow

SHARDS = 14


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where runs happen: the parts of its machines that are the same for all."""

    backend: str
    regions: tuple[str, ...]
    image: str
    db_type: str
    loader_type: str


CLOUDS = {
    "gce": Cloud(
        "gce",
        ("us-east1",),
        "https://www.googleapis.com/compute/v1/projects/demo/global/images/",
        "n2-highmem-16",
        "e2-standard-4",
    ),
    "azure": Cloud(
        "azure", ("eastus",), "/subscriptions/demo/resourceGroups/scylla-images/", "Standard_L8s_v3", "Standard_D4_v5"
    ),
    "docker": Cloud("docker", ("undefined_region",), "scylladb/scylla:", "docker", "docker"),
    "aws": Cloud("aws", ("eu-west-1",), "ami-", "i4i.4xlarge", "c6i.2xlarge"),
}
MULTI_DC = ("eu-west-1", "us-east-1")


def cloud_of(run: DemoRun) -> Cloud:
    """The cloud that the test's name tells."""
    return next((cloud for name, cloud in CLOUDS.items() if name in run.test.name), CLOUDS["aws"])


def regions_of(run: DemoRun) -> list[str]:
    """Regions of a run, the primary one first."""
    return list(MULTI_DC if "multidc" in run.test.name else cloud_of(run).regions)


def image_of(run: DemoRun) -> str:
    """The image of the database nodes: one per version and cloud."""
    cloud = cloud_of(run)
    if cloud.backend == "aws":
        return f"ami-0{run.version.build_id[:16]}"
    return f"{cloud.image}{run.version.text}" + ("" if cloud.backend == "docker" else f"-{run.version.date}")


def setup_of(run: DemoRun) -> CloudSetup:
    """What the run asked for."""
    cloud = cloud_of(run)
    on_aws = cloud.backend == "aws"
    return CloudSetup(
        db_node=_nodes(image_of(run), cloud.db_type, _db_nodes(run), "keep-on-failure"),
        loader_node=_nodes("ami-0f2d1c3b4a5968778" if on_aws else "UNKNOWN", cloud.loader_type, 2, "destroy"),
        monitor_node=_nodes("", "t3.large" if on_aws else cloud.loader_type, 1, "keep-on-failure"),
        backend=cloud.backend,
    )


def _nodes(image: str, instance: str, amount: int, afterwards: str) -> NodesInfo:
    return NodesInfo(image_id=image, instance_type=instance, node_amount=amount, post_behaviour=afterwards)


def _db_nodes(run: DemoRun) -> int:
    return 1 if run.test.group.name in ("artifacts", "ubuntu", "centos") else 6


def db_nodes(run: DemoRun) -> list[NodeDescription]:
    """The database nodes as disruptions and events name them."""
    stem, short = run.test.name.removesuffix("-test")[:24], str(run.id)[:8]
    return [
        NodeDescription(name=f"{stem}-db-node-{short}-{n}", ip=f"10.4.{n}.{10 + run.place}", shards=SHARDS)
        for n in range(1, _db_nodes(run) + 1)
    ]


def runner_of(run: DemoRun) -> InstanceDetails:
    """The machine that runs the test."""
    return _machine(run, RUNNER, regions_of(run)[0], alive=not run.finished)


@dataclass(frozen=True, slots=True)
class Part:
    """What a machine is for."""

    name: str
    kind: str
    instance: str
    private_ip: str
    public_ip: str
    shards: int = 0


RUNNER = Part("sct-runner", "sct-runner", "t3.large", "10.4.0.10", "203.0.113.10")


def resource_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Rows of machines: alive while the run goes on, some kept after a failure."""
    for run in runs:
        kept = run.bad and scope.draw("machines", run.id).chance(0.15)
        regions = regions_of(run)
        for place, part in enumerate(_parts(run)):
            alive = not run.finished or (kept and part.kind in ("db-node", "monitor"))
            columns = {
                "run_id": run.id,
                "name": part.name,
                "state": "running" if alive else "terminated",
                "resource_type": part.kind,
                "instance_info": _machine(run, part, regions[place % len(regions)], alive=alive),
            }
            yield "sct_resource", columns


def _parts(run: DemoRun) -> Iterator[Part]:
    cloud, short = cloud_of(run), str(run.id)[:8]
    yield RUNNER
    yield Part(f"demo-monitor-node-{short}-1", "monitor", "t3.large", "10.4.0.11", "203.0.113.11")
    for n in (1, 2):
        yield Part(
            f"demo-loader-node-{short}-{n}", "loader", cloud.loader_type, f"10.4.0.{20 + n}", f"203.0.113.{20 + n}"
        )
    for n, node in enumerate(db_nodes(run), start=1):
        yield Part(str(node.name), "db-node", cloud.db_type, str(node.ip), f"203.0.113.{30 + n}", SHARDS)


def _machine(run: DemoRun, part: Part, region: str, *, alive: bool) -> InstanceDetails:
    return InstanceDetails(
        provider=cloud_of(run).backend,
        instance_type=part.instance,
        region=region,
        public_ip=part.public_ip,
        private_ip=part.private_ip,
        dc_name=f"{region}scylla_node_{'east' if 'us-' in region else 'west'}",
        rack_name="RACK0",
        creation_time=epoch(run.at(0.02)),
        termination_time=0 if alive else epoch(run.end),
        termination_reason="" if alive else "post-test clean-up: destroy",
        shards_amount=part.shards,
    )


STRESS = (
    "cassandra-stress write cl=QUORUM n=20971520 -schema 'replication(strategy=NetworkTopologyStrategy,"
    "replication_factor=3)' -mode cql3 native -rate threads=80 -pop seq=1..20971520 -col 'n=FIXED(10) size=FIXED(512)'",
    "cassandra-stress mixed cl=QUORUM duration=180m -mode cql3 native -rate threads=10 -pop seq=1..20971520",
    "scylla-bench -workload=sequential -mode=write -replication-factor=3 -partition-count=60 -clustering-row-count=100",
    "cassandra-stress counter_write cl=QUORUM duration=60m -mode cql3 native -rate threads=10 # größer, «быстрее»",
    "latte run --tag latte-1 --duration 90m --consistency QUORUM /root/latte/workload.rn --function get,insert",
)


def stress_rows(scope: Scope, runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """Rows of stress commands."""
    for run in runs:
        draw = scope.draw("stress", run.id)
        for place in range(draw.randrange(1, 5)):
            columns = {
                "run_id": run.id,
                "ts": run.at(0.05).replace(microsecond=0) + timedelta(seconds=47 * place),
                "cmd": draw.choice(STRESS),
                "log_name": f"cassandra-stress-l{place % 2}-c0-k1-{draw.digits(8)}.log",
                "node_name": f"demo-loader-node-{str(run.id)[:8]}-{place % 2 + 1}",
            }
            yield "stress_command", columns
