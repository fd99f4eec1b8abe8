"""The series: names, labels, what is counted, and what keeps them few."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse

from argus_core.observability.metrics import BUCKETS, MOST_ADDRESSES, MOST_VALUES, RequestMetrics
from argus_core.observability.request import RequestRecord

PLAIN = "text/plain; version=0.0.4; charset=utf-8"
ENDPOINT = "api.client_api.run_heartbeat"
CI = {
    "user-agent": "python-requests/2.32.3",
    "x-argus-client-version": "0.16.7",
    "x-argus-build-id": "scylla-6.2/longevity/job#7",
    "x-argus-build-url": "https://jenkins.test/7",
    "x-ssh-tunnel-origin": "proxy",
    "x-tunnel-established-at": "2025-01-01",
}


@pytest.fixture
def metrics() -> RequestMetrics:
    return RequestMetrics()


def a_request(endpoint: str = ENDPOINT, address: str = "10.0.0.7") -> RequestRecord:
    return RequestRecord({"client": (address, 1)}, "r-1", endpoint)


def values(metrics: RequestMetrics, name: str) -> dict[tuple[tuple[str, str], ...], float]:
    """Label pairs, sorted → value, of the series with this name."""
    body, _ = metrics.exposition(None, [name])
    return {
        tuple(sorted(sample.labels.items())): sample.value
        for family in parse(body.decode())
        for sample in family.samples
    }


def one(**labels: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))


def test_names_types_and_help_texts(metrics: RequestMetrics) -> None:
    metrics.count_request("GET", a_request(), 200, 0.1)
    metrics.count_client("GET", a_request(), 200, CI, known_caller=True)
    metrics.count_api_error(ENDPOINT, "DocumentNotFound")
    metrics.count_background_failure("mail")
    text = metrics.exposition(None, [])[0].decode()
    for name, kind, meaning in [
        ("http_request_duration_seconds", "histogram", "Flask HTTP request duration in seconds"),
        ("http_request_total", "counter", "Total number of HTTP requests"),
        ("http_request_exceptions_total", "counter", "Total number of HTTP requests which resulted in an exception"),
        ("exporter_info", "gauge", "Information about the Prometheus Flask exporter"),
        ("http_request_by_endpoint_total", "counter", "Total Requests made"),
        ("http_request_by_ip_total", "counter", "Total requests by source IP"),
        ("http_request_ssh_tunnel_total", "counter", "Total requests by SSH tunnel presence"),
        (
            "http_request_job_tunnel_total",
            "counter",
            "Requests by Jenkins job, release line, client version and SSH tunnel state",
        ),
        ("http_request_by_user_agent_total", "counter", "Total requests by user agent category and client version"),
        (
            "http_request_tunnel_build_total",
            "counter",
            "Requests by Jenkins build id (X-Argus-Build-Id) and SSH tunnel state",
        ),
        ("argus_api_errors_total", "counter", "Error answers of the API"),
        ("argus_background_failures_total", "counter", "Work after an answer, or periodic work, that failed"),
    ]:
        assert f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n" in text


def test_every_request_is_counted_and_timed(metrics: RequestMetrics) -> None:
    metrics.count_request("GET", a_request(), 200, 0.3)
    metrics.count_request("GET", a_request(""), 404, 0.001)
    metrics.count_request("PROPFIND", a_request(""), 405, 0.001)
    assert values(metrics, "http_request_total") == {
        one(method="GET", status="200"): 1,
        one(method="GET", status="404"): 1,
        one(method="OTHER", status="405"): 1,
    }
    assert values(metrics, "http_request_duration_seconds_count") == {
        one(method="GET", endpoint=ENDPOINT, status="200"): 1,
        one(method="GET", endpoint="None", status="404"): 1,
        one(method="OTHER", endpoint="None", status="405"): 1,
    }
    buckets = values(metrics, "http_request_duration_seconds_bucket")
    of_one = {dict(labels)["le"]: count for labels, count in buckets.items() if ("endpoint", ENDPOINT) in labels}
    assert [float(edge) for edge in of_one] == [*BUCKETS, float("inf")]
    assert (of_one["0.25"], of_one["0.5"], of_one["+Inf"]) == (0, 1, 1)


def test_a_bad_token_is_counted_and_not_timed(metrics: RequestMetrics) -> None:
    record = a_request()
    record.bad_token = True
    metrics.count_request("GET", record, 200, 0.1)
    assert values(metrics, "http_request_total") == {one(method="GET", status="200"): 1}
    assert values(metrics, "http_request_duration_seconds_count") == {}


def test_unexpected_failures_have_a_series_too(metrics: RequestMetrics) -> None:
    record = a_request()
    record.failed = True
    metrics.count_request("POST", record, 500, 0.1)
    metrics.count_request("POST", a_request(), 500, 0.1)
    assert values(metrics, "http_request_exceptions_total") == {one(method="POST", status="500"): 1}
    assert values(metrics, "http_request_total") == {one(method="POST", status="500"): 2}


def test_a_request_of_a_build(metrics: RequestMetrics) -> None:
    metrics.count_client("POST", a_request(), 200, CI, known_caller=True)
    assert values(metrics, "http_request_by_endpoint_total") == {
        one(endpoint=ENDPOINT, method="POST", status="200 OK"): 1
    }
    assert values(metrics, "http_request_by_ip_total") == {one(ip="10.0.0.7", endpoint=ENDPOINT): 1}
    assert values(metrics, "http_request_ssh_tunnel_total") == {
        one(ssh_tunnel="yes", tunnel_established="yes", endpoint=ENDPOINT): 1
    }
    assert values(metrics, "http_request_job_tunnel_total") == {
        one(job_name="scylla-6.2/longevity/job", branch="scylla-6.2", client_version="0.16.7", ssh_tunnel="yes"): 1
    }
    assert values(metrics, "http_request_by_user_agent_total") == {
        one(user_agent_category="argus-client", client_version="0.16.7", endpoint=ENDPOINT): 1
    }
    assert values(metrics, "http_request_tunnel_build_total") == {
        one(build_id="scylla-6.2/longevity/job#7", build_url="https://jenkins.test/7", ssh_tunnel="yes"): 1
    }


def test_a_request_without_headers(metrics: RequestMetrics) -> None:
    metrics.count_client("GET", a_request(), 302, {}, known_caller=True)
    assert values(metrics, "http_request_by_endpoint_total") == {
        one(endpoint=ENDPOINT, method="GET", status="302 FOUND"): 1
    }
    assert values(metrics, "http_request_ssh_tunnel_total") == {
        one(ssh_tunnel="no", tunnel_established="no", endpoint=ENDPOINT): 1
    }
    assert values(metrics, "http_request_job_tunnel_total") == {
        one(job_name="unknown", branch="unknown", client_version="unknown", ssh_tunnel="no"): 1
    }
    assert values(metrics, "http_request_by_user_agent_total") == {
        one(user_agent_category="unknown", client_version="unknown", endpoint=ENDPOINT): 1
    }
    assert values(metrics, "http_request_tunnel_build_total") == {
        one(build_id="unknown", build_url="", ssh_tunnel="no"): 1
    }


def test_unknown_callers_make_no_series_for_builds(metrics: RequestMetrics) -> None:
    for number in range(20):
        metrics.count_client("GET", a_request(), 403, CI | {"x-argus-build-id": f"job#{number}"}, known_caller=False)
    assert values(metrics, "http_request_tunnel_build_total") == {
        one(build_id="unknown", build_url="", ssh_tunnel="yes"): 20
    }
    assert [dict(labels)["job_name"] for labels in values(metrics, "http_request_job_tunnel_total")] == ["unknown"]


def labels_of(metrics: RequestMetrics, name: str, label: str) -> list[str]:
    return [dict(labels)[label] for labels in values(metrics, name)]


def test_series_do_not_grow_without_bound(metrics: RequestMetrics) -> None:
    for number in range(MOST_VALUES + 50):
        headers = CI | {
            "x-argus-build-id": f"branch-{number}/job#{number}",
            "x-argus-build-url": f"https://jenkins.test/{number}",
            "x-argus-client-version": f"1.{number}",
        }
        metrics.count_client("GET", a_request(), 200, headers, known_caller=True)
    for name, label in [
        ("http_request_tunnel_build_total", "build_id"),
        ("http_request_job_tunnel_total", "job_name"),
        ("http_request_by_user_agent_total", "client_version"),
    ]:
        assert len(values(metrics, name)) == MOST_VALUES + 1
        assert labels_of(metrics, name, label).count("other") == 1
        assert sum(values(metrics, name).values()) == MOST_VALUES + 50
    metrics.count_client("GET", a_request(), 200, CI | {"x-argus-build-id": "branch-0/job#0"}, known_caller=True)
    assert "branch-0/job" in labels_of(metrics, "http_request_job_tunnel_total", "job_name")


def test_addresses_do_not_grow_without_bound(metrics: RequestMetrics) -> None:
    for number in range(MOST_ADDRESSES + 10):
        metrics.count_client("GET", a_request(address=f"10.{number}"), 200, {}, known_caller=True)
    metrics.count_client("GET", a_request(address="10.0"), 200, {}, known_caller=True)
    counted = values(metrics, "http_request_by_ip_total")
    assert len(counted) == MOST_ADDRESSES + 1
    assert counted[one(ip="other", endpoint=ENDPOINT)] == 10
    assert counted[one(ip="10.0", endpoint=ENDPOINT)] == 2


def test_errors_and_failures_of_our_own(metrics: RequestMetrics) -> None:
    metrics.count_api_error("api.get_test", "DocumentNotFound")
    metrics.count_background_failure("refresh-issues")
    assert values(metrics, "argus_api_errors_total") == {one(endpoint="api.get_test", exception="DocumentNotFound"): 1}
    assert values(metrics, "argus_background_failures_total") == {one(task="refresh-issues"): 1}


@pytest.mark.parametrize("accept", [None, "", "*/*", "text/html"])
def test_the_plain_form_is_the_usual_one(metrics: RequestMetrics, accept: str | None) -> None:
    assert metrics.exposition(accept, [])[1] == PLAIN


def test_openmetrics_on_demand(metrics: RequestMetrics) -> None:
    metrics.count_request("GET", a_request(), 200, 0.1)
    body, content_type = metrics.exposition("application/openmetrics-text; version=1.0.0,text/plain;q=0.5", [])
    assert content_type.startswith("application/openmetrics-text; version=1.0.0; charset=utf-8")
    assert body.endswith(b"# EOF\n")
    families = parse_openmetrics(body.decode())  # type: ignore[no-untyped-call]  # the library has no types here
    assert "http_request" in {family.name for family in families}


def shown(body: bytes) -> set[str]:
    return {sample.name for family in parse(body.decode()) for sample in family.samples}


def test_one_process_shows_itself(metrics: RequestMetrics) -> None:
    metrics.count_request("GET", a_request(), 200, 0.1)
    names = shown(metrics.exposition(None, [])[0])
    assert {"process_resident_memory_bytes", "python_info", "python_gc_collections_total"} <= names
    assert {"http_request_created", "http_request_duration_seconds_created"} <= names


@pytest.mark.parametrize(
    "names",
    [["http_request_total"], ["http_request_total", "python_info"], ["http_request_duration_seconds_sum"]],
)
def test_names_restrict_the_output(metrics: RequestMetrics, names: Iterable[str]) -> None:
    metrics.count_request("GET", a_request(), 200, 0.1)
    assert shown(metrics.exposition(None, list(names))[0]) == set(names)


def test_unknown_names_give_nothing(metrics: RequestMetrics) -> None:
    assert metrics.exposition(None, ["no_such_series"]) == (b"", PLAIN)
