"""Reports about runs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from starlette.responses import HTMLResponse

from argus_core.core import provide
from argus_core.http.routes import JsonRoutes
from argus_core.identity.callers import CurrentCaller
from argus_core.integrations import UPSTREAM_ANSWER
from argus_core.reports.schemas import ReportRequest
from argus_core.reports.service import ReportService

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: reports"])
Reports = Annotated[ReportService, Depends(provide(ReportService))]

# A report may hold HTML of whoever asked for it: in a browser it gets neither scripts nor the rights of this site.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'"
}


@routes.post(
    "/testrun/report",
    summary="Render a report",
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "The page."}},
)
async def render_email_report(body: ReportRequest, reports: Reports) -> HTMLResponse:
    """The page of a report about an SCT run; recipients and attachments are not looked at."""
    report = await reports.render(body)
    return HTMLResponse(report.html, headers=HEADERS)


@routes.post("/testrun/report/email", summary="Mail a report", responses=UPSTREAM_ANSWER)
async def send_email_report(body: ReportRequest, reports: Reports, caller: CurrentCaller) -> Literal[True]:
    """Answers when the mail server has taken the mail."""
    await reports.send(body, sender=str(caller.user.username))
    return True
