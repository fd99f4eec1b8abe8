"""The sections of a report: what each reads, and when it is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field

from argus_core.clock import EPOCH, utc_now
from argus_core.http.types import Payload
from argus_core.reports.repository import ReportRepository
from argus_core.reports.rows import ReportedNemesis, ReportedRun
from argus_core.reports.schemas import Section
from argus_core.reports.table_filter import matching
from argus_core.results.tables import RunResults

NemesisField = Literal["start_time", "end_time", "name", "class_name", "status", "duration"]
Shown = dict[str, Any]
"""What a section's template is given."""


@dataclass(frozen=True, slots=True)
class Source:
    """The run of a report, and where more about it is found. `base_url` begins all links to this server."""

    run: ReportedRun
    repository: ReportRepository
    results: RunResults
    base_url: str

    @property
    def run_url(self) -> str:
        """The run's page."""
        return f"{self.base_url}/tests/scylla-cluster-tests/{self.run.id}"


# ---- options ---------------------------------------------------------------------------------------------------------
class NoOptions(Payload):
    """A section without options."""


class EventOptions(Payload):
    """Which events are shown."""

    severity_filter: Annotated[list[str], Field(max_length=10)] = ["CRITICAL", "ERROR"]  # noqa: RUF012  (pydantic copies)
    """Severities."""
    amount_per_severity: Annotated[int, Field(ge=0, le=1000)] = 25
    """The oldest ones of each."""


class NemesisOptions(Payload):
    """Which disruptions are shown."""

    sort_order: tuple[NemesisField, str] = ("start_time", "desc")
    """Field, and `desc` or anything else for ascending."""
    status_filter: list[str] = ["failed", "succeeded"]  # noqa: RUF012  (pydantic copies)
    """How they ended."""


class ResultOptions(Payload):
    """Which result tables are shown."""

    section_name: str = "Results"
    """Title."""
    table_filter: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=50)] = []  # noqa: RUF012
    """Regular expressions; a table is shown when one of them is found in its name."""


class TableOptions(Payload):
    """A table of the client's own."""

    table_name: str
    """Title."""
    headers: list[Any]
    """Titles of the columns."""
    rows: list[list[Any]]
    """Cells, row by row."""


class HtmlOptions(Payload):
    """A piece of page of the client's own."""

    section_name: str
    """Title."""
    html: str
    """Taken as it is."""


# ---- content ---------------------------------------------------------------------------------------------------------
async def header(source: Source, _: NoOptions) -> Shown:
    """The run's name."""
    return {"run_url": source.run_url}


async def main(source: Source, _: NoOptions) -> Shown:
    """The run itself."""
    run = source.run
    packages = {package.name: package for package in run.packages}
    kernel, server = packages.get("kernel"), packages.get("scylla-server")
    version = ""
    if server is not None:
        version = f"{server.version}.{server.date}.{server.revision_id} (buildId: {server.build_id})"
    return {
        "run_url": source.run_url,
        "seconds": _running_time(run),
        "kernel": kernel.version if kernel is not None else None,
        "scylla_version": version,
    }


def _running_time(run: ReportedRun) -> float | None:
    """Seconds from start to end, or until now."""
    if run.start_time is None:
        return None
    finished = run.end_time is not None and run.end_time != EPOCH
    end = run.end_time if finished and run.end_time is not None else utc_now()
    return (end - run.start_time).total_seconds()


async def packages(source: Source, _: NoOptions) -> Shown | None:
    """Versions of packages."""
    return {} if source.run.packages else None


async def screenshots(source: Source, _: NoOptions) -> Shown | None:
    """Pictures."""
    return {} if source.run.screenshots else None


async def logs(source: Source, _: NoOptions) -> Shown | None:
    """Links of logs, which lead through this server."""
    if not source.run.logs:
        return None
    place = f"{source.base_url}/api/v1/tests/scylla-cluster-tests/{source.run.id}/log"
    links = [(name, f"{place}/{quote(str(name), safe='')}/download") for name, _ in source.run.logs]
    return {"links": links}


async def cloud(source: Source, _: NoOptions) -> Shown | None:
    """Machines that still run."""
    assert source.run.id is not None  # noqa: S101  (the run was found by it)
    resources = await source.repository.resources(source.run.id)
    running = [item for item in resources if item.state == "running" and item.resource_type != "sct-runner"]
    return {"resources": running} if running else None


async def events(source: Source, options: EventOptions) -> Shown:
    """Events by time."""
    assert source.run.id is not None  # noqa: S101  (the run was found by it)
    if not options.amount_per_severity:
        return {"events": []}
    severities = dict.fromkeys(options.severity_filter)
    reads = [source.repository.events(source.run.id, name, options.amount_per_severity) for name in severities]
    found = [event for answer in await asyncio.gather(*reads) for event in answer]
    return {"events": sorted(found, key=lambda event: event.ts or EPOCH)}


async def nemesis(source: Source, options: NemesisOptions) -> Shown | None:
    """Disruptions."""
    assert source.run.id is not None  # noqa: S101  (the run was found by it)
    wanted = set(options.status_filter)
    found = [item for item in await source.repository.nemeses(source.run.id) if item.status in wanted]
    field, order = options.sort_order

    def key(item: ReportedNemesis) -> tuple[bool, Any]:
        value = getattr(item, field)
        return value is not None, value if value is not None else 0

    return {"nemeses": sorted(found, key=key, reverse=order == "desc")} if found else None


async def generic_results(source: Source, options: ResultOptions) -> Shown:
    """Result tables."""
    run = source.run
    tables = await source.results.of_run(run.test_id, run.id) if run.test_id and run.id else []
    if options.table_filter:
        shown = await matching([name for name, _ in tables], options.table_filter)
        tables = [(name, table) for name, table in tables if name in shown]
    return {"section_name": options.section_name, "tables": tables}


async def custom_table(source: Source, options: TableOptions) -> Shown:
    """The client's own table."""
    return {"table_name": options.table_name, "headers": options.headers, "rows": options.rows}


async def custom_html(source: Source, options: HtmlOptions) -> Shown:
    """The client's own piece of page."""
    return {"section_name": options.section_name, "html": options.html}


# ---- all of them -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section: its options, and the function that gives its template what it shows (None: left out)."""

    options: type[Payload]
    content: Callable[[Source, Any], Awaitable[Shown | None]]


SECTIONS = {
    "header": SectionKind(NoOptions, header),
    "main": SectionKind(NoOptions, main),
    "packages": SectionKind(NoOptions, packages),
    "screenshots": SectionKind(NoOptions, screenshots),
    "cloud": SectionKind(NoOptions, cloud),
    "events": SectionKind(EventOptions, events),
    "nemesis": SectionKind(NemesisOptions, nemesis),
    "logs": SectionKind(NoOptions, logs),
    "generic_results": SectionKind(ResultOptions, generic_results),
    "custom_table": SectionKind(TableOptions, custom_table),
    "custom_html": SectionKind(HtmlOptions, custom_html),
}
"""By name; the template of each is `email/partials/<name>.html.j2`."""

USUAL = (
    Section(type="header", options={}),
    Section(type="main", options={}),
    Section(type="packages", options={}),
    Section(type="screenshots", options={}),
    Section(type="cloud", options={}),
    Section(type="events", options={"amount_per_severity": 25, "severity_filter": ["CRITICAL", "ERROR"]}),
    Section(
        type="nemesis",
        options={
            "sort_order": ["start_time", "desc"],
            "status_filter": ["failed", "succeeded", "started", "running"],
        },
    ),
    Section(type="logs", options={}),
)
"""What a report has when nothing else is asked for."""
