"""Profile pictures: giving them out and replacing the own one."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Path
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from argus_auth.forms import form_document, upload_form, upload_of
from argus_auth.pictures.service import OwnPicture
from argus_auth.sessions import flash_and_go
from argus_core.core import provide
from argus_core.http.requests import parse_uuid
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.http.types import Payload
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import Policy
from argus_core.pictures.kinds import OTHER, kind_of
from argus_core.pictures.service import Pictures
from argus_core.users.errors import UserServiceException

stored = JsonRoutes("/storage", name="main", tags=["profile"])
own = PageRoutes("/profile", name="main", tags=["profile"])

PRIVATE = {"Cache-Control": "private, max-age=86400"}
TEXT = {"schema": {"type": "string"}}
PICTURE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}, OTHER: {}}, "description": "The picture."},
    304: {"description": "It is the known one."},
    404: {"content": dict.fromkeys(("text/plain", "text/html"), TEXT), "description": "There is no such picture."},
}


@stored.get(
    "/picture/{picture_id}",
    policy=Policy(bad_token_forbidden=True),
    summary="A profile picture",
    responses=PICTURE_ANSWERS,
)
async def get_picture(
    picture_id: Annotated[str, Path(description="Id of the picture.")],
    pictures: Annotated[Pictures, Depends(provide(Pictures))],
    known: Annotated[str, Header(alias="If-None-Match")] = "",
) -> Response:
    """The bytes of a picture. A picture never changes under its id, so it is sent once a day at most."""
    found = _parse(picture_id)
    etag = f'"{found}"'
    if found is not None and etag in known:
        return Response(status_code=304, headers=PRIVATE | {"ETag": etag})
    content = await pictures.read(found) if found is not None else None
    if content is None:
        return PlainTextResponse("404 NOT FOUND", 404, {"Cache-Control": "no-store"})
    kind = kind_of(content)
    other = {} if kind else {"Content-Disposition": "attachment"}
    return Response(content, media_type=kind.mime if kind else OTHER, headers=PRIVATE | other | {"ETag": etag})


@own.route("/update/picture", "POST", openapi_extra=form_document(Payload, file="filedata"))
async def upload_file(
    request: Request, caller: CurrentCaller, pictures: Annotated[OwnPicture, Depends(provide(OwnPicture))]
) -> Response:
    """Replace the own picture."""
    async with upload_form(request) as sent:
        given = await upload_of(sent, "filedata")
    if given is None:
        raise UserServiceException("No picture provided")
    upload, claimed = given
    if not claimed.startswith("image/"):
        raise UserServiceException(f"Expected image/*, got {claimed}")
    await pictures.replace(caller.id, upload)
    return flash_and_go(request, "Profile picture updated.", "success")


def _parse(text: str) -> UUID | None:
    try:
        return parse_uuid(text)
    except ValueError:
        return None
