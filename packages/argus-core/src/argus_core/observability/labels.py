"""Values of metric labels: pure functions of a request's headers."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus

UNKNOWN = "unknown"
OTHER = "other"
LONGEST_ADDRESS = 64
LONGEST_BUILD_ID = 256
LONGEST_BUILD_URL = 512
LONGEST_VERSION = 55
"""Characters of the longest text that looks like a version."""
KEPT = 4096
"""Short texts whose label is remembered; few clients send many different ones."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,5}){0,3}(?:[.+-][A-Za-z0-9_.+-]{1,32})?", re.ASCII)
_BUILD_NUMBER = re.compile(r"#\d+\Z", re.ASCII)
_BRANCH = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_STATUS_LINES = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus} | {
    # Later versions of Python call these otherwise; dashboards do not follow.
    413: "413 REQUEST ENTITY TOO LARGE",
    414: "414 REQUEST URI TOO LONG",
    416: "416 REQUESTED RANGE NOT SATISFIABLE",
    422: "422 UNPROCESSABLE ENTITY",
}


def method_label(method: str) -> str:
    """Known methods as they are, others as one."""
    return method if method in METHODS else "OTHER"


def status_line(status: int) -> str:
    """`404 NOT FOUND`."""
    return _STATUS_LINES.get(status, f"{status} UNKNOWN")


def yes_no(value: str | None) -> str:
    """Whether a header is there and not empty."""
    return "yes" if value else "no"


def address_label(value: str) -> str:
    """The peer's address; what is too long for one was made up by somebody."""
    return value if len(value) <= LONGEST_ADDRESS else OTHER


def build_id_label(value: str | None) -> str:
    """The build id, trimmed; empty or too long ones are unknown."""
    text = (value or "").strip()
    return text if text and len(text) <= LONGEST_BUILD_ID else UNKNOWN


def build_url_label(value: str | None) -> str:
    """The URL of the build, cut."""
    return (value or "")[:LONGEST_BUILD_URL]


@lru_cache(KEPT)
def job_name_label(build_id: str) -> str:
    """The build id without its `#<number>` at the end."""
    return _BUILD_NUMBER.sub("", build_id)


@lru_cache(KEPT)
def branch_label(job_name: str) -> str:
    """The first segment of a job's path."""
    first = job_name.partition("/")[0]
    return first if _BRANCH.fullmatch(first) else UNKNOWN


def client_version_label(value: str | None) -> str:
    """The client's version if it looks like one."""
    if not value:
        return UNKNOWN
    text = value.strip()
    # Only short texts get into the memory of labels: a header may have tens of kilobytes.
    return _known_version(text) if len(text) <= LONGEST_VERSION else UNKNOWN


@lru_cache(KEPT)
def _known_version(text: str) -> str:
    return text if _VERSION.fullmatch(text) else UNKNOWN


def user_agent_category(value: str | None) -> str:
    """What kind of program sent the request."""
    if not value:
        return UNKNOWN
    if "argus-client-ssh-tunnel" in value:
        return "argus-client-tunnel"
    if value.startswith(("python-requests", "python-urllib")):
        return "argus-client"
    if value.startswith("Go-http-client"):
        return "argus-cli-go"
    if "Mozilla" in value:
        return "browser"
    return "curl" if "curl" in value else "other"
