"""Every rule for the values of metric labels."""

from __future__ import annotations

import pytest

from argus_core.observability import labels


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_known_methods(method: str) -> None:
    assert labels.method_label(method) == method


@pytest.mark.parametrize("method", ["get", "PROPFIND", "X" * 1000, ""])
def test_other_methods(method: str) -> None:
    assert labels.method_label(method) == "OTHER"


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (200, "200 OK"),
        (302, "302 FOUND"),
        (308, "308 PERMANENT REDIRECT"),
        (400, "400 BAD REQUEST"),
        (403, "403 FORBIDDEN"),
        (404, "404 NOT FOUND"),
        (413, "413 REQUEST ENTITY TOO LARGE"),
        (422, "422 UNPROCESSABLE ENTITY"),
        (500, "500 INTERNAL SERVER ERROR"),
        (599, "599 UNKNOWN"),
    ],
)
def test_status_lines(status: int, line: str) -> None:
    assert labels.status_line(status) == line


@pytest.mark.parametrize(("value", "label"), [(None, "no"), ("", "no"), ("host", "yes"), ("0", "yes")])
def test_presence(value: str | None, label: str) -> None:
    assert labels.yes_no(value) == label


@pytest.mark.parametrize(("value", "label"), [("10.0.0.7", "10.0.0.7"), ("::1", "::1"), ("x" * 65, "other")])
def test_addresses(value: str, label: str) -> None:
    assert labels.address_label(value) == label


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (None, "unknown"),
        ("", "unknown"),
        ("   ", "unknown"),
        ("  master/job#7 ", "master/job#7"),
        ("x" * 256, "x" * 256),
        ("x" * 257, "unknown"),
    ],
)
def test_build_ids(value: str | None, label: str) -> None:
    assert labels.build_id_label(value) == label


@pytest.mark.parametrize(
    ("value", "label"), [(None, ""), ("", ""), ("http://j/1", "http://j/1"), ("u" * 600, "u" * 512)]
)
def test_build_urls(value: str | None, label: str) -> None:
    assert labels.build_url_label(value) == label


@pytest.mark.parametrize(
    ("build_id", "name"),
    [
        ("master/job#12", "master/job"),
        ("master/job", "master/job"),
        ("master/job#", "master/job#"),
        ("a#1/job#12", "a#1/job"),
        ("job#1#2", "job#1"),
        ("job#12x", "job#12x"),
        ("job#١", "job#١"),
        ("unknown", "unknown"),
    ],
)
def test_job_names(build_id: str, name: str) -> None:
    assert labels.job_name_label(build_id) == name


@pytest.mark.parametrize(
    ("job", "branch"),
    [
        ("scylla-6.2/longevity/job", "scylla-6.2"),
        ("enterprise_2024.1-x/job", "enterprise_2024.1-x"),
        ("job", "job"),
        ("b" * 64 + "/job", "b" * 64),
        ("b" * 65 + "/job", "unknown"),
        ("/job", "unknown"),
        ("a b/job", "unknown"),
        ("grün/job", "unknown"),
        ("", "unknown"),
        ("unknown", "unknown"),
    ],
)
def test_branches(job: str, branch: str) -> None:
    assert labels.branch_label(job) == branch


@pytest.mark.parametrize(
    "version",
    [
        "0.16.1",
        "0.16.1.dev3+g1a2b3c4",
        "1",
        "1234.12345.12345.12345",
        "2-rc1",
        "1.2.3.4.rc5",
        "1.123456",
        "1..2",
        "1+" + "x" * 32,
    ],
)
def test_versions(version: str) -> None:
    assert labels.client_version_label(f"  {version} ") == version


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "9" * 64,
        "12345",
        "v1.0",
        "1.0 beta",
        "1.",
        "1+-ü",
        "1+" + "x" * 33,
        "١.٢",
        "1" * 9000,
    ],
)
def test_no_versions(text: str | None) -> None:
    assert labels.client_version_label(text) == "unknown"


def test_the_longest_version_has_the_length_that_is_remembered() -> None:
    longest = "1234" + ".12345" * 3 + "+" + "x" * 32
    assert len(longest) == labels.LONGEST_VERSION
    assert labels.client_version_label(longest) == longest


@pytest.mark.parametrize(
    ("agent", "category"),
    [
        (None, "unknown"),
        ("argus-client-ssh-tunnel/1 python-requests/2", "argus-client-tunnel"),
        ("Mozilla argus-client-ssh-tunnel", "argus-client-tunnel"),
        ("python-requests/2.32", "argus-client"),
        ("python-urllib/3", "argus-client"),
        ("Python-urllib/3.12", "other"),
        ("x python-requests/2", "other"),
        ("Go-http-client/2.0", "argus-cli-go"),
        ("x Go-http-client", "other"),
        ("Mozilla/5.0 curl", "browser"),
        ("libcurl/8", "curl"),
        ("mozilla", "other"),
    ],
)
def test_user_agents(agent: str | None, category: str) -> None:
    assert labels.user_agent_category(agent) == category
