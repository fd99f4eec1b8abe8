"""Rendering and sending reports."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

from argus_core.http.requests import explain_payload
from argus_core.mail.errors import EmailServiceException, EmailTooLarge
from argus_core.mail.message import Attachment, Mail, addresses_of
from argus_core.mail.service import Mailer
from argus_core.plugins.sct import SctRunType
from argus_core.reports.errors import SENDING, NothingToReportOn, RecipientNotAllowed, SectionMalformed
from argus_core.reports.formatting import FILTERS, moment
from argus_core.reports.repository import ReportRepository
from argus_core.reports.rows import ReportedRun
from argus_core.reports.schemas import AUTOMATIC_TITLE, ReportRequest, Section
from argus_core.reports.sections import SECTIONS, USUAL, Shown, Source
from argus_core.results.tables import RunResults
from argus_core.runs.build_number import build_number
from argus_core.runs.service import RunService

if TYPE_CHECKING:
    from argus_core.core import Core

LARGEST_ATTACHMENT = 10 * 1024 * 1024
LARGEST_MAIL = 25 * 1024 * 1024
"""Bytes of the page and all attachments together, before they are encoded."""

log = logging.getLogger("argus.reports")


@dataclass(frozen=True, slots=True)
class Report:
    """A rendered report."""

    title: str
    html: str


class ReportService:
    """Reports about SCT runs."""

    def __init__(self, core: Core) -> None:
        self._locator = core.of(RunService).locator
        self._repository = ReportRepository(core.database)
        self._results = core.of(RunResults)
        self._mailer = core.of(Mailer)
        self._base_url = core.settings.base_url or ""
        self._domains = {domain.lower() for domain in core.settings.email_allowed_domains}
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= FILTERS

    async def render(self, request: ReportRequest) -> Report:
        """The page. Raises NothingToReportOn for an unknown run, SectionMalformed for options that make no sense."""
        run = await self._run(request.run_id)
        source = Source(run, self._repository, self._results, self._base_url)
        sections = [_parsed(section) for section in request.sections or USUAL]
        shown = await asyncio.gather(*(content(source, options) for _, content, options in sections))
        partials = [
            (f"email/partials/{name}.html.j2", content)
            for (name, _, _), content in zip(sections, shown, strict=True)
            if content is not None
        ]
        title = title_of(run) if request.title == AUTOMATIC_TITLE else request.title
        page = self._templates.get_template("email/base.html.j2")
        html = page.render(run=run, title=title, job_number=build_number(run.build_job_url), partials=partials)
        return Report(title, html)

    async def send(self, request: ReportRequest, *, sender: str) -> None:
        """Render a report and mail it; `sender` is the account that asks for it, for the log."""
        self._mailer.check()
        self._check_recipients(request.recipients)
        _check_sizes(request, 0)
        report = await self.render(request)
        _check_sizes(request, len(report.html.encode()))
        attachments = [Attachment(file.filename, file.data) for file in request.attachments]
        log.info("%s mails a report about run %s to %s", sender, request.run_id, ", ".join(request.recipients))
        try:
            await self._mailer.send(Mail(report.title, request.recipients, report.html, attachments))
        except EmailServiceException as error:
            raise type(error)(SENDING, *error.args) from error

    async def _run(self, run_id: UUID) -> ReportedRun:
        location = await self._locator.find(SctRunType.name, run_id)
        run = await self._repository.run(location) if location is not None else None
        if run is None:
            raise NothingToReportOn(run_id)
        return run

    def _check_recipients(self, recipients: Sequence[str]) -> None:
        try:
            addresses = addresses_of(recipients)
        except EmailServiceException as error:
            raise type(error)(SENDING, *error.args) from error
        for address in addresses:
            if self._domains and address.domain.lower() not in self._domains:
                raise RecipientNotAllowed(address.domain)


def title_of(run: ReportedRun) -> str:
    """The title that a run gives to its report."""
    return f"[{(run.status or '').upper()}] {run.build_id}#{run.build_number}: {moment(run.start_time)}"


def _parsed(section: Section) -> tuple[str, Any, Any]:
    """Template name, function and options of a section. Only what a section defines reaches its template."""
    kind = SECTIONS.get(section.type)
    if kind is None:
        return "unsupported", _unsupported, section
    try:
        return section.type, kind.content, kind.options.model_validate(section.options)
    except ValidationError as error:
        raise SectionMalformed(section.type, explain_payload(error).message) from error


async def _unsupported(_: Source, section: Section) -> Shown:
    return {"type": section.type, "options": json.dumps(section.options, indent=2, default=str)}


def _check_sizes(request: ReportRequest, page: int) -> None:
    for file in request.attachments:
        if len(file.data) > LARGEST_ATTACHMENT:
            limit = LARGEST_ATTACHMENT // 1024 // 1024
            raise EmailTooLarge(SENDING, f"The attachment {file.filename!r} is larger than {limit} MiB")
    if page + sum(len(file.data) for file in request.attachments) > LARGEST_MAIL:
        raise EmailTooLarge(SENDING, f"The mail is larger than {LARGEST_MAIL // 1024 // 1024} MiB")
