"""Repeated requests: `X-Argus-Request-Id` names a request, and a repetition within a day gets the first answer again.

Submissions are safe to repeat without it (repetitions leave the rows of one delivery); with it a repetition is not even
carried out, and is told exactly what the first delivery was told. Only successes are kept: what failed may be tried
again.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from argus_core.clock import utc_now
from argus_core.database import DatabaseError, Statement
from argus_core.database.statements import insert
from argus_core.errors import BadRequest

if TYPE_CHECKING:
    from argus_core.core import Core

HEADER = "x-argus-request-id"
SECONDS = 86_400
LARGEST = 1024 * 1024
"""Bytes of an answer that are kept; larger ones are worked out again."""
_ID = re.compile(r"[\x21-\x7e]{1,128}")

FIND = Statement("SELECT status, body, content_type FROM request_replay WHERE user_id = ? AND request_id = ?")
KEEP = insert(
    "request_replay",
    "user_id",
    "request_id",
    "status",
    "body",
    "content_type",
    "created_at",
    ttl=True,
    if_not_exists=True,
)

log = logging.getLogger("argus.api")


class RepeatedRequests:
    """Answers that were given to named requests."""

    def __init__(self, core: Core) -> None:
        self._database = core.database

    async def first_answer(self, user_id: UUID, key: str) -> Response | None:
        """The answer that a request of this name got."""
        rows = await self._database.tuples(FIND, (user_id, key))
        if not rows:
            return None
        status, body, content_type = rows[0]
        return Response(body, status, {"Content-Type": content_type, "X-Argus-Repeated": "yes"})

    async def keep(self, user_id: UUID, key: str, answer: Response) -> None:
        """Keep a success. What cannot be kept is only logged: the request itself was carried out."""
        body = bytes(answer.body)
        if not 200 <= answer.status_code < 300 or len(body) > LARGEST:
            return
        row = {
            "user_id": user_id,
            "request_id": key,
            "status": answer.status_code,
            "body": body,
            "content_type": answer.headers.get("content-type", ""),
            "created_at": utc_now(),
            "ttl": SECONDS,
        }
        try:
            await self._database.execute_if(KEEP, row)
        except DatabaseError as error:
            log.warning("The answer to a named request could not be kept: %s", error)


def key_of(request: Request) -> str | None:
    """What names a request: its method, path and given id; None when it is not named. Raises BadRequest."""
    given = request.headers.get(HEADER)
    if given is None:
        return None
    if not _ID.fullmatch(given):
        raise BadRequest("X-Argus-Request-Id: expected 1 to 128 printable ASCII characters without blanks")
    return f"{request.method} {request.url.path} {given}"
