"""Forms that browsers send: their texts as pydantic models, their files as uploads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from argus_core.http.requests import explain_payload
from argus_core.pictures.service import LARGEST, Upload
from argus_core.users.errors import UserServiceException

M = TypeVar("M", bound=BaseModel)

ROOM_FOR_FIELDS = 64 * 1024
"""Bytes of a body beside its picture."""


def form(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """A dependency that reads a form's texts: `Annotated[LoginForm, Depends(form(LoginForm))]`.

    Of a repeated field the first one counts; nothing is taken from the query.
    """

    async def read(request: Request) -> M:
        async with request.form() as sent:
            return texts(sent, model)

    return read


def texts(sent: FormData, model: type[M]) -> M:
    """The texts of a form. Raises BadRequest naming the field that is missing or wrong."""
    found = {}
    for name in model.model_fields:
        given = [value for value in sent.getlist(name) if isinstance(value, str)]
        if given:
            found[name] = given[0]
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise explain_payload(error) from error


@asynccontextmanager
async def upload_form(request: Request) -> AsyncIterator[FormData]:
    """A form with a picture. Raises UserServiceException for one that is too large, before it is read."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST + ROOM_FOR_FIELDS:
        raise UserServiceException(f"The picture is larger than {LARGEST // 1024 // 1024} MiB.")
    async with request.form(max_files=1) as sent:
        yield sent


async def upload_of(sent: FormData, name: str) -> tuple[Upload, str] | None:
    """The file of a form and the content type that its sender claims; None without one or without a file name."""
    part = next((value for value in sent.getlist(name) if isinstance(value, UploadFile)), None)
    if part is None or not part.filename:
        return None
    content = await part.read(LARGEST + 1)
    return Upload(content, part.filename), part.content_type or ""


def form_document(model: type[BaseModel], *, file: str | None = None) -> dict[str, Any]:
    """The form's description for the OpenAPI document; `file` names its picture."""
    schema = model.model_json_schema()
    kind = "application/x-www-form-urlencoded"
    if file is not None:
        kind = "multipart/form-data"
        schema.setdefault("properties", {})[file] = {"type": "string", "format": "binary"}
    return {"requestBody": {"content": {kind: {"schema": schema}}}}
