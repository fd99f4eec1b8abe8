"""What the node is told: cassandra.yaml, logback.xml and the options of the Java runtime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from argus_core.devdb.storage import NodeFolder

HOST = "127.0.0.1"
MAIN_CLASS = "org.apache.cassandra.service.CassandraDaemon"
INITIAL_HEAP = "64m"
"""Java takes a 64th of the machine's memory at once otherwise, which Cassandra then locks."""

# The optimising compiler steps in after five times as many calls as usual. Measured on two cores: start and
# schema take a third less processor time, and the throughput is the same once warm. Without that compiler altogether
# they take half, but every later request a third more.
PATIENT_COMPILER = (
    "-XX:Tier4InvocationThreshold=25000",
    "-XX:Tier4MinInvocationThreshold=3000",
    "-XX:Tier4CompileThreshold=75000",
    "-XX:Tier4BackEdgeThreshold=200000",
)

EXPORTS = (
    "java.base/jdk.internal.misc",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/java.lang.ref",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.sql/java.sql",
    "jdk.unsupported/sun.misc",
    "jdk.attach/sun.tools.attach",
)
OPENS = (
    *(
        f"java.base/{package}"
        for package in (
            "java.lang",
            "java.lang.module",
            "java.lang.reflect",
            "java.io",
            "java.nio",
            "java.net",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.loader",
            "jdk.internal.ref",
            "jdk.internal.reflect",
            "jdk.internal.math",
            "jdk.internal.module",
            "jdk.internal.util.jar",
            "jdk.internal.misc",
            "sun.nio.ch",
        )
    ),
    "jdk.management/com.sun.management.internal",
)

LOGBACK = """\
<configuration scan="false">
  <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>{log}</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
      <fileNamePattern>{log}.%i</fileNamePattern>
      <minIndex>1</minIndex>
      <maxIndex>1</maxIndex>
    </rollingPolicy>
    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
      <maxFileSize>10MB</maxFileSize>
    </triggeringPolicy>
    <encoder><pattern>%-5level [%thread] %date{{ISO8601}} %F:%L - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="FILE" /></root>
</configuration>
"""


def cassandra_yaml(folder: NodeFolder, native_port: int, storage_port: int) -> dict[str, Any]:
    """One node with itself as seed, everything below its own folder, sized for a laptop."""
    return {
        "cluster_name": "argus-development",
        "num_tokens": 1,
        "partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
        "endpoint_snitch": "SimpleSnitch",
        "seed_provider": [
            {
                "class_name": "org.apache.cassandra.locator.SimpleSeedProvider",
                "parameters": [{"seeds": f"{HOST}:{storage_port}"}],
            }
        ],
        "listen_address": HOST,
        "rpc_address": HOST,
        "storage_port": storage_port,
        "native_transport_port": native_port,
        "start_native_transport": True,
        "authenticator": "AllowAllAuthenticator",
        "authorizer": "AllowAllAuthorizer",
        "data_file_directories": [str(folder.data / "data")],
        "commitlog_directory": str(folder.data / "commitlog"),
        "saved_caches_directory": str(folder.data / "saved_caches"),
        "hints_directory": str(folder.data / "hints"),
        "cdc_raw_directory": str(folder.data / "cdc_raw"),
        "commitlog_sync": "periodic",
        "commitlog_sync_period": "10000ms",
        "commitlog_segment_size": "8MiB",
        "auto_snapshot": False,
        "incremental_backups": False,
        "memtable_allocation_type": "offheap_objects",
        "concurrent_reads": 16,
        "concurrent_writes": 16,
        "key_cache_size": "4MiB",
        "row_cache_size": "0MiB",
        "counter_cache_size": "2MiB",
        "hinted_handoff_enabled": False,
        "materialized_views_enabled": True,
    }


def write_configuration(folder: NodeFolder, native_port: int, storage_port: int) -> None:
    """Write cassandra.yaml and logback.xml into the node's folder."""
    settings = cassandra_yaml(folder, native_port, storage_port)
    (folder.conf / "cassandra.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))
    (folder.conf / "logback.xml").write_text(LOGBACK.format(log=escape(str(folder.system_log))))


def node_mark(folder: NodeFolder) -> str:
    """The argument by which the process of this folder's node is recognised."""
    return f"-Dargus.devdb={folder.root}"


def command_line(java: Path, jars: list[Path], folder: NodeFolder, heap: str, extra: list[str]) -> list[str]:
    """The command that runs the node in the foreground; `extra` are further options for Java."""
    agent = next(jar for jar in jars if jar.name.startswith("jamm-"))
    return [
        str(java),
        node_mark(folder),
        f"-Xms{INITIAL_HEAP}",
        f"-Xmx{heap}",
        "-XX:+UseSerialGC",  # on a small heap the quickest to start, and the smallest
        *PATIENT_COMPILER,
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+PerfDisableSharedMem",
        *extra,
        f"-javaagent:{agent}",
        "-Djdk.attach.allowAttachSelf=true",
        "-Dio.netty.tryReflectionSetAccessible=true",
        *(f"--add-exports={name}=ALL-UNNAMED" for name in EXPORTS),
        *(f"--add-opens={name}=ALL-UNNAMED" for name in OPENS),
        f"-Djava.io.tmpdir={folder.tmp}",
        f"-Dcassandra.config={(folder.conf / 'cassandra.yaml').as_uri()}",
        f"-Dlogback.configurationFile={folder.conf / 'logback.xml'}",
        f"-Dcassandra.storagedir={folder.data}",
        f"-Dcassandra.logdir={folder.logs}",
        f"-Dcassandra.triggers_dir={folder.conf / 'triggers'}",
        "-Dcassandra-foreground=yes",
        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
        "-Dcassandra.ring_delay_ms=0",
        "-Dcassandra.initial_token=0",
        "-Dcassandra.superuser_setup_delay_ms=0",
        "-Dcassandra.shutdown_announce_in_ms=0",
        "-Dcassandra.memtable_row_overhead_computation_step=1000",  # its 100,000 take half a second
        "-cp",
        os.pathsep.join(map(str, jars)),
        MAIN_CLASS,
    ]
