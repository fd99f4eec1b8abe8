"""Pages of the application: a document for browsers, the same data as JSON for the application itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from argus_core.http.envelope import JsonResponse
from argus_core.pages import Pages
from argus_core.users.rows import User
from argus_ui.shell.assets import MANIFEST, Assets, read_assets

if TYPE_CHECKING:
    from argus_core.core import Core

RELOAD = "ARGUS_FRONTEND_RELOAD"
"""Environment variable: `1` makes open pages load anew when the front end was built anew. For development."""
TEMPLATE = "ui/shell.html.j2"
VARY = {"Vary": "Accept", "Cache-Control": "no-store"}
USER_FIELDS = ("id", "username", "full_name", "email", "picture_id", "roles", "registration_date", "service_user")
"""What a page knows of its user. Never the password or the API token."""


class Shell:
    """Makes pages. `page` names the component that shows it, `props` are its data.

    The application goes from page to page without loading a document: it asks the same address for
    `application/json` and gets `{page, title, props, user, flashes, config, impersonating}`, what else stands in the
    document's `argus-props` element.
    """

    def __init__(self, core: Core) -> None:
        self._pages = core.of(Pages)
        self._reload = os.environ.get(RELOAD) == "1"
        settings = core.settings
        self._config = {
            "docLink": settings.app_doc_link,
            "jenkinsUrl": settings.jenkins_url,
            "baseUrl": settings.base_url,
            "jiraServer": settings.jira_server,
            "githubEnabled": settings.github_enabled,
            "jiraEnabled": settings.jira_enabled,
        }
        self._assets: tuple[int, Assets] | None = None

    @property
    def assets(self) -> Assets:
        """The files of the front end, read again when it was built anew; raises FrontEndMissing."""
        built = MANIFEST.stat().st_mtime_ns if MANIFEST.exists() else 0
        if self._assets is None or self._assets[0] != built:
            self._assets = (built, read_assets())
        return self._assets[1]

    def page(
        self, request: Request, page: str, *, title: str, props: dict[str, Any] | None = None, status: int = 200
    ) -> Response:
        """The page, in the form that the caller asks for."""
        if wants_json(request):
            return JsonResponse(self._payload(request, page, title, props), status_code=status, headers=VARY)
        answer = self._pages.render(
            request,
            TEMPLATE,
            title=title,
            status=status,
            assets=self.assets,
            wanted=self.assets.pages.get(f"src/pages/{page}.svelte", ()),
            payload=self._payload(request, page, title, props),
            reload=self._reload,
            inline_styles=True,
        )
        answer.headers.update(VARY)
        return answer

    def _payload(self, request: Request, page: str, title: str, props: dict[str, Any] | None) -> dict[str, Any]:
        caller, session = getattr(request.state, "caller", None), request.state.session
        return {
            "page": page,
            "title": title,
            "props": props or {},
            "user": shown_user(caller.user) if caller is not None else None,
            "flashes": session.take_flashes(),
            "config": self._config,
            "impersonating": caller is not None and caller.by_cookie and bool(session.get("original_user")),
        }


def shown_user(user: User) -> dict[str, Any]:
    """A user as pages know it."""
    return {name: getattr(user, name) for name in USER_FIELDS}


def wants_json(request: Request) -> bool:
    """Whether the application asks, and not a browser that opens the address."""
    return request.headers.get("accept", "").split(",")[0].split(";")[0].strip() == "application/json"
