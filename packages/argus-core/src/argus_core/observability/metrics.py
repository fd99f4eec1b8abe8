"""Figures about requests, under the names and labels that dashboards use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    exposition,
    multiprocess,
)

from argus_core.observability.labels import (
    branch_label,
    build_id_label,
    build_url_label,
    client_version_label,
    job_name_label,
    method_label,
    status_line,
    user_agent_category,
    yes_no,
)

MULTIPROCESS_DIR = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
MOST_VALUES = 2000
"""Distinct addresses and builds per process; further ones are counted as `other`."""
OTHER = "other"
NO_ENDPOINT = "None"

T = TypeVar("T")


class _Bounded:
    """Lets the first values through and calls the rest `other`."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, value: str) -> str:
        if value in self._seen:
            return value
        if len(self._seen) >= MOST_VALUES:
            return OTHER
        self._seen.add(value)
        return value


class RequestMetrics:
    """The series, and counting one request into them."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        if MULTIPROCESS_DIR not in os.environ:
            ProcessCollector(registry=self.registry)
            PlatformCollector(registry=self.registry)
            GCCollector(registry=self.registry)
        r = self.registry
        self.duration = Histogram(
            "http_request_duration_seconds",
            "Flask HTTP request duration in seconds",
            ["method", "endpoint", "status"],
            buckets=BUCKETS,
            registry=r,
        )
        self.requests = Counter("http_request_total", "Total number of HTTP requests", ["method", "status"], registry=r)
        self.exceptions = Counter(
            "http_request_exceptions_total",
            "Total number of HTTP requests which resulted in an exception",
            ["method", "status"],
            registry=r,
        )
        self.info = Gauge(
            "exporter_info",
            "Information about the Prometheus Flask exporter",
            ["version"],
            registry=r,
            multiprocess_mode="max",
        )
        self.info.labels("argus").set(1)
        self.by_endpoint = Counter(
            "http_request_by_endpoint_total", "Total Requests made", ["endpoint", "method", "status"], registry=r
        )
        self.by_ip = Counter("http_request_by_ip_total", "Total requests by source IP", ["ip", "endpoint"], registry=r)
        self.tunnels = Counter(
            "http_request_ssh_tunnel_total",
            "Total requests by SSH tunnel presence",
            ["ssh_tunnel", "tunnel_established", "endpoint"],
            registry=r,
        )
        self.jobs = Counter(
            "http_request_job_tunnel_total",
            "Requests by Jenkins job, release line, client version and SSH tunnel state",
            ["job_name", "branch", "client_version", "ssh_tunnel"],
            registry=r,
        )
        self.agents = Counter(
            "http_request_by_user_agent_total",
            "Total requests by user agent category and client version",
            ["user_agent_category", "client_version", "endpoint"],
            registry=r,
        )
        self.builds = Counter(
            "http_request_tunnel_build_total",
            "Requests by Jenkins build id (X-Argus-Build-Id) and SSH tunnel state",
            ["build_id", "build_url", "ssh_tunnel"],
            registry=r,
        )
        self.api_errors = Counter(
            "argus_api_errors_total", "Error answers of the API", ["endpoint", "exception"], registry=r
        )
        self.background_failures = Counter(
            "argus_background_failures_total",
            "Work after an answer, or periodic work, that failed",
            ["task"],
            registry=r,
        )
        self._children: dict[tuple[Any, ...], Any] = {}
        self._ips, self._builds = _Bounded(), _Bounded()

    def _child(self, series: Any, *labels: str) -> Any:
        """The child of a series; kept here because the library's own look-up takes a lock."""
        key = (id(series), *labels)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = series.labels(*labels)
        return child

    def observe(
        self,
        *,
        method: str,
        endpoint: str | None,
        status: int,
        seconds: float | None,
        headers: Mapping[str, str],
        ip: str,
        authenticated: bool,
        matched: bool,
        exception: bool,
    ) -> None:
        """Count one request. `seconds` None: it is not timed. `matched`: a route took it."""
        method, name, code = method_label(method), endpoint or NO_ENDPOINT, str(status)
        if seconds is not None:
            self._child(self.duration, method, name, code).observe(seconds)
        self._child(self.requests, method, code).inc()
        if exception:
            self._child(self.exceptions, method, code).inc()
        if matched:
            self._observe_client(method, name, status, headers, ip, authenticated=authenticated)

    def _observe_client(
        self, method: str, endpoint: str, status: int, headers: Mapping[str, str], ip: str, *, authenticated: bool
    ) -> None:
        tunnel = yes_no(headers.get("x-ssh-tunnel-origin"))
        # Anybody can send these headers: only callers that we know may make new series.
        build_id = self._builds(build_id_label(headers.get("x-argus-build-id"))) if authenticated else "unknown"
        build_url = build_url_label(headers.get("x-argus-build-url")) if authenticated and build_id != OTHER else ""
        job = job_name_label(build_id)
        version = client_version_label(headers.get("x-argus-client-version")) if authenticated else "unknown"
        agent = user_agent_category(headers.get("user-agent"))
        self._child(self.by_endpoint, endpoint, method, status_line(status)).inc()
        self._child(self.by_ip, self._ips(ip), endpoint).inc()
        self._child(self.tunnels, tunnel, yes_no(headers.get("x-tunnel-established-at")), endpoint).inc()
        self._child(self.jobs, job, branch_label(job), version, tunnel).inc()
        self._child(self.agents, agent, version, endpoint).inc()
        self._child(self.builds, build_id, build_url, tunnel).inc()

    def exposition(self, accept: str | None, names: list[str]) -> tuple[bytes, str]:
        """(body, content type) in the form that `Accept` asks for; `names` restricts it to these series."""
        registry: Any = self.registry
        if MULTIPROCESS_DIR in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)
        if names:
            registry = registry.restricted_registry(names)
        encode, content_type = exposition.choose_encoder(accept or "")
        return encode(registry), content_type


def prepare_multiprocess_dir() -> None:
    """Empty the directory that worker processes share; call it in the parent before they start."""
    folder = os.environ.get(MULTIPROCESS_DIR)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for file in Path(folder).glob("*.db"):
            file.unlink(missing_ok=True)


def mark_worker_dead(pid: int) -> None:
    """Forget the live gauges of a worker that ended."""
    if os.environ.get(MULTIPROCESS_DIR):
        multiprocess.mark_process_dead(pid)
