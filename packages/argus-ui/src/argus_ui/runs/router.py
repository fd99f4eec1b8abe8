"""Pages of runs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.core import provide
from argus_core.http.plain_pages import plain_page
from argus_core.http.routes import PageRoutes
from argus_ui.runs.addresses import DEFAULT_TAB, readings
from argus_ui.runs.service import FoundRun, RunPages
from argus_ui.shell import Shell

routes = PageRoutes("", name="main", tags=["pages"])

NOT_FOUND = "/error/?type=404"
PAGE = "run/RunPage"

Shells = Annotated[Shell, Depends(provide(Shell))]
Runs = Annotated[RunPages, Depends(provide(RunPages))]


@routes.route("/test_run/{run_id}", name="main.test_run")
async def run_by_id(run_id: str, runs: Runs) -> Response:
    """To the page of a run whose type is not known."""
    known = as_uuid(run_id)
    run = await runs.by_id(known) if known is not None else None
    if run is None:
        return plain_page(404, "There is no run with this id.")
    return RedirectResponse(f"/tests/{run.run_type}/{run.run_id}", 302)


@routes.route("/test/{test_id}/runs", name="main.runs")
async def runs_of_test(
    request: Request,
    test_id: str,
    shell: Shells,
    additional: Annotated[list[str], Query(alias="additionalRuns[]", description="Runs to open as well.")] = [],  # noqa: B006
) -> Response:
    """A test and its runs. Whether there is such a test is found out by the page."""
    props = {"testId": test_id, "additionalRuns": additional}
    return shell.page(request, "run/TestPage", title="Test Run", props=props)


@routes.route("/tests/{plugin_name}/{run_id}", name="main.get_run_by_plugin")
async def run_by_type(request: Request, plugin_name: str, run_id: str, shell: Shells, runs: Runs) -> Response:
    """The page of a run."""
    return await run_page(request, plugin_name, run_id, DEFAULT_TAB, shell, runs)


@routes.route("/tests/{plugin_name}/{run_id}/{tab}", name="main.get_run_by_plugin")
async def run_tab(request: Request, plugin_name: str, run_id: str, tab: str, shell: Shells, runs: Runs) -> Response:
    """The page of a run, opened at a tab."""
    return await run_page(request, plugin_name, run_id, tab, shell, runs)


@routes.route("/test/{address:path}", name="main.get_run_by_build")
async def run_by_build(request: Request, address: str, shell: Shells, runs: Runs) -> Response:
    """The page of a run by its job and build number, with or without a tab behind."""
    meant = list(readings(address))
    for reading in meant:
        found = await runs.by_build(reading)
        if found is not None:
            return shell.page(request, PAGE, title="Test Run", props=run_props(found, reading.tab))
    if not meant:
        return plain_page(404, "There is no such page.")
    return missing(request, f"Run {meant[0].build_id} #{meant[0].number} not found.")


async def run_page(request: Request, run_type: str, run_id: str, tab: str, shell: Shell, runs: RunPages) -> Response:
    """The page of a run, or what is said when there is none."""
    known = as_uuid(run_id)
    if known is None:
        return missing(request, f"Invalid UUID: {run_id}")
    run = await runs.by_type(run_type, known)
    if run is None:
        return missing(request, f"Run {run_type}/{run_id} not found.")
    return shell.page(request, PAGE, title="Test Run", props=run_props(FoundRun(known, run.test_id, run_type), tab))


def run_props(run: FoundRun, tab: str) -> dict[str, object]:
    """What the page of a run starts with."""
    return {"testId": run.test_id, "runIds": [run.id], "plugin": run.run_type, "tab": tab}


def missing(request: Request, text: str) -> Response:
    """To the error page, with a message."""
    request.state.session.flash(text, "error")
    return RedirectResponse(NOT_FOUND, 302)


def as_uuid(text: str) -> UUID | None:
    """The id, when the text is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
