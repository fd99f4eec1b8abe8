"""Addresses whose pages are not rebuilt yet: a notice with links to their data, never a 404."""

from __future__ import annotations

from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from argus_core.core import core_of, provide
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.hierarchy.rows import Release
from argus_core.http.routes import PageRoutes
from argus_ui.runs.router import as_uuid
from argus_ui.shell import Shell

routes = PageRoutes("", name="main", tags=["pages"])

JOBS_PLANNED = "/profile/jobs?activeTab=planned"
NOTICE = "notice/Notice"
NO_SUCH_RELEASE = HTTPException(404, "There is no such release.")
Shells = Annotated[Shell, Depends(provide(Shell))]


def _repository(request: Request) -> HierarchyRepository:
    return HierarchyRepository(core_of(request).database)


Hierarchy = Annotated[HierarchyRepository, Depends(_repository)]


class Link(NamedTuple):
    """Where the data of a page can be read meanwhile."""

    text: str
    address: str


def notice(shell: Shell, request: Request, title: str, *links: Link) -> Response:
    """A page that says what will be here, and where its data are."""
    shown = [{"text": link.text, "href": link.address} for link in links]
    return shell.page(request, NOTICE, title=title, props={"links": shown})


async def release_named(hierarchy: HierarchyRepository, name: str) -> Release:
    """The release; raises a 404."""
    found = await hierarchy.release_by_name(name)
    if not found:
        raise NO_SUCH_RELEASE
    return found[0]


def to_planner(request: Request, name: str) -> Response:
    """To the plans of a release, saying why."""
    request.state.session.flash("Schedules were replaced by release plans.", "info")
    return RedirectResponse(f"/release/{quote(name, safe='')}/planner", 302)


def of_release(release: Release) -> dict[str, object]:
    """What the notice of a release page shows."""
    groups = {"text": "Groups (JSON)", "href": f"/api/v1/groups?releaseId={release.id}"}
    return {"release": release, "links": [{"text": "Its tests in the workspace", "href": "/workspace"}, groups]}


@routes.route("/views")
async def views(request: Request, shell: Shells) -> Response:
    """All views."""
    return notice(shell, request, "Views", Link("Releases", "/releases"))


@routes.route("/view/{view_name}", name="main.view_dashboard")
async def view_dashboard(request: Request, view_name: str, shell: Shells) -> Response:
    """The dashboard of a view."""
    return notice(shell, request, "View", Link("Releases", "/releases"))


@routes.route("/plan/{plan_id}", name="main.plan_dashboard")
async def plan_dashboard(request: Request, plan_id: str, shell: Shells) -> Response:
    """A plan."""
    return notice(shell, request, "Plan", Link("Releases", "/releases"))


@routes.route("/dashboard/{release_name:path}", name="main.release_dashboard")
async def release_dashboard(request: Request, release_name: str, shell: Shells, hierarchy: Hierarchy) -> Response:
    """The dashboard of a release."""
    release = await release_named(hierarchy, release_name)
    return shell.page(request, NOTICE, title=f"Release: {release_name}", props=of_release(release))


@routes.route("/release/{name}/planner", name="main.release_planner")
async def release_planner(request: Request, name: str, shell: Shells, hierarchy: Hierarchy) -> Response:
    """The plans of a release."""
    release = await release_named(hierarchy, name)
    return shell.page(request, NOTICE, title=f"Release Planner for {name}", props=of_release(release))


@routes.route("/release/by-id/{release_id}/planner", name="main.release_planner_by_id")
async def release_planner_by_id(release_id: str, hierarchy: Hierarchy) -> Response:
    """To the plans of a release whose name is not known."""
    known = as_uuid(release_id)
    release = await hierarchy.release(known) if known is not None else None
    if release is None:
        raise NO_SUCH_RELEASE
    return RedirectResponse(f"/release/{quote(release.name or '', safe='')}/planner", 302)


@routes.route("/release/{name}/scheduler", name="main.release_scheduler")
async def release_scheduler(request: Request, name: str) -> Response:
    """Schedules became plans."""
    return to_planner(request, name)


@routes.route("/release/{name}/duty", name="main.duty_planner")
async def duty_planner(request: Request, name: str) -> Response:
    """Duties became plans."""
    return to_planner(request, name)


@routes.route("/profile/jobs", name="main.profile_jobs")
async def profile_jobs(request: Request, shell: Shells) -> Response:
    """The jobs of the caller."""
    return notice(shell, request, "My Jobs", Link("Workspace", "/workspace"))


@routes.route("/profile/schedules", name="main.profile_schedules")
async def profile_schedules() -> Response:
    """The schedules became plans."""
    return RedirectResponse(JOBS_PLANNED, 302)


@routes.route("/teams/", name="main.teams.index")
async def teams(request: Request, shell: Shells) -> Response:
    """The teams of the caller."""
    return notice(shell, request, "Teams", Link("People", "/api/v1/users"))


@routes.route("/notifications/", name="main.notifications.index")
async def notifications(request: Request, shell: Shells) -> Response:
    """What others told the caller."""
    return shell.page(request, "notifications/Notifications", title="Notifications")
