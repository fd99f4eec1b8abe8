"""Figures about requests, under the names and labels that dashboards use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

from argus_core.observability.exposition import is_multiprocess, render
from argus_core.observability.labels import (
    OTHER,
    UNKNOWN,
    address_label,
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
from argus_core.observability.request import RequestRecord

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
MOST_VALUES = 2000
"""Sets of labels with values that clients choose, for each series and process; further values count as `other`."""
MOST_ADDRESSES = 6000
"""The same for addresses: each is counted once for each endpoint that it asks."""
NO_ENDPOINT = "None"
SENDER = (
    "user-agent",
    "x-argus-build-id",
    "x-argus-build-url",
    "x-argus-client-version",
    "x-ssh-tunnel-origin",
    "x-tunnel-established-at",
)
"""Headers that labels are made of."""
LONGEST_SENDER = 1000
"""Characters of such headers that are remembered."""


class _Series:
    """A series and its children by their labels; the library's own look-up takes a lock and is slower."""

    __slots__ = ("_children", "_room", "_series")

    def __init__(self, series: Any, room: int = MOST_VALUES) -> None:
        self._series = series
        self._room = room
        self._children: dict[tuple[str, ...], Any] = {}

    def child(self, *labels: str) -> Any:
        """The child with these labels, all of them from a known set."""
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._series.labels(*labels)
        return child

    def bounded(self, labels: tuple[str, ...], otherwise: tuple[str, ...]) -> Any:
        """The child with labels that a client chose, or the other one when there are too many already."""
        child = self._children.get(labels)
        if child is not None:
            return child
        return self.child(*(labels if len(self._children) < self._room else otherwise))


class RequestMetrics:
    """The series, and counting requests into them."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = r = registry or CollectorRegistry()
        if not is_multiprocess():
            ProcessCollector(registry=r)
            PlatformCollector(registry=r)
            GCCollector(registry=r)
        duration = ("http_request_duration_seconds", "Flask HTTP request duration in seconds")
        self._duration = _Series(
            Histogram(*duration, ["method", "endpoint", "status"], buckets=BUCKETS, registry=r), room=0
        )
        self._requests = self._counter("http_request_total", "Total number of HTTP requests", "method", "status")
        self._exceptions = self._counter(
            "http_request_exceptions_total",
            "Total number of HTTP requests which resulted in an exception",
            "method",
            "status",
        )
        info = ("exporter_info", "Information about the Prometheus Flask exporter", ["version"])
        self._info = Gauge(*info, registry=r, multiprocess_mode="max")
        self._by_endpoint = self._counter(
            "http_request_by_endpoint_total", "Total Requests made", "endpoint", "method", "status"
        )
        by_ip = Counter("http_request_by_ip_total", "Total requests by source IP", ["ip", "endpoint"], registry=r)
        self._by_ip = _Series(by_ip, MOST_ADDRESSES)
        self._tunnels = self._counter(
            "http_request_ssh_tunnel_total",
            "Total requests by SSH tunnel presence",
            "ssh_tunnel",
            "tunnel_established",
            "endpoint",
        )
        self._jobs = self._counter(
            "http_request_job_tunnel_total",
            "Requests by Jenkins job, release line, client version and SSH tunnel state",
            "job_name",
            "branch",
            "client_version",
            "ssh_tunnel",
        )
        self._agents = self._counter(
            "http_request_by_user_agent_total",
            "Total requests by user agent category and client version",
            "user_agent_category",
            "client_version",
            "endpoint",
        )
        self._builds = self._counter(
            "http_request_tunnel_build_total",
            "Requests by Jenkins build id (X-Argus-Build-Id) and SSH tunnel state",
            "build_id",
            "build_url",
            "ssh_tunnel",
        )
        self._api_errors = self._counter("argus_api_errors_total", "Error answers of the API", "endpoint", "exception")
        self._background_failures = self._counter(
            "argus_background_failures_total", "Work after an answer, or periodic work, that failed", "task"
        )

        self._senders: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def announce(self) -> None:
        """Show that this process serves. (Until then nothing is written: commands have metrics, but no figures.)"""
        self._info.labels("argus").set(1)

    def _counter(self, name: str, text: str, *labels: str) -> _Series:
        return _Series(Counter(name, text, labels, registry=self.registry))

    def count_request(self, method: str, record: RequestRecord, status: int, seconds: float) -> None:
        """Every request: how many and how long. Those with a bad token are not timed."""
        method, code = method_label(method), str(status)
        if not record.bad_token:
            self._duration.child(method, record.endpoint or NO_ENDPOINT, code).observe(seconds)
        self._requests.child(method, code).inc()
        if record.failed:
            self._exceptions.child(method, code).inc()

    def count_client(
        self, method: str, record: RequestRecord, status: int, headers: Mapping[str, str], *, known_caller: bool
    ) -> None:
        """Requests that a route took: who sent them. known_caller: only accounts may make series for their builds."""
        sender = tuple(headers.get(name, "") for name in SENDER)
        key = (method, record.endpoint, status, record.address, known_caller, *sender)
        children = self._senders.get(key)
        if children is None:
            children = self._children(method, record, status, headers, known_caller=known_caller)
            if sum(map(len, sender)) <= LONGEST_SENDER:
                if len(self._senders) >= MOST_VALUES:
                    self._senders.clear()
                self._senders[key] = children
        for child in children:
            child.inc()

    def _children(
        self, method: str, record: RequestRecord, status: int, headers: Mapping[str, str], *, known_caller: bool
    ) -> tuple[Any, ...]:
        """The children of all series that count such a request. A client sends the same again and again."""
        endpoint, tunnel = record.endpoint, yes_no(headers.get("x-ssh-tunnel-origin"))
        version, build_id, build_url = UNKNOWN, UNKNOWN, ""
        if known_caller:
            version = client_version_label(headers.get("x-argus-client-version"))
            build_id = build_id_label(headers.get("x-argus-build-id"))
            build_url = build_url_label(headers.get("x-argus-build-url"))
        job = job_name_label(build_id)
        agent = user_agent_category(headers.get("user-agent"))
        return (
            self._by_endpoint.child(endpoint, method_label(method), status_line(status)),
            self._by_ip.bounded((address_label(record.address), endpoint), (OTHER, endpoint)),
            self._tunnels.child(tunnel, yes_no(headers.get("x-tunnel-established-at")), endpoint),
            self._jobs.bounded((job, branch_label(job), version, tunnel), (OTHER, OTHER, UNKNOWN, tunnel)),
            self._agents.bounded((agent, version, endpoint), (agent, OTHER, endpoint)),
            self._builds.bounded((build_id, build_url, tunnel), (OTHER, "", tunnel)),
        )

    def count_api_error(self, endpoint: str, exception: str) -> None:
        """An error answer of the JSON API."""
        self._api_errors.child(endpoint, exception).inc()

    def count_background_failure(self, task: str) -> None:
        """Work without a caller that failed; `task` is the constant name of what was done."""
        self._background_failures.child(task).inc()

    def exposition(self, accept: str | None, names: list[str]) -> tuple[bytes, str]:
        """(body, content type) in the form that `Accept` asks for; `names` restricts it to these series.

        Merging the files of several workers takes a while: call it in a thread.
        """
        return render(self.registry, accept, names)
