"""JUnit reports of a run."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from argus_core.database.statements import insert
from argus_core.plugins.sct.errors import SCTServiceException

if TYPE_CHECKING:
    from argus_core.core import Core

PUT = insert("sctjunit_reports", "test_id", "file_name", "report")


class JunitService:
    """The table `sctjunit_reports`, whose `test_id` is the id of the run."""

    def __init__(self, core: Core) -> None:
        self._database = core.database

    async def put(self, run_id: UUID, file_name: str, report: str) -> None:
        """Store a report; one of the same name is replaced. Raises SCTServiceException for what is no XML."""
        try:
            await asyncio.to_thread(defusedxml.ElementTree.fromstring, report)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise SCTServiceException("Malformed JUnit report submitted") from error
        await self._database.execute(PUT, (run_id, file_name, report))
