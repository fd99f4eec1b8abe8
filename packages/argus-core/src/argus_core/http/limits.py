"""A limit on request bodies, for the routes of ours (a legacy application has its own)."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope


class BodyTooLarge(HTTPException):
    """Raised into whoever reads a body beyond the limit; callers are told PayloadTooLarge.

    (The framework lets an HTTPException through where it hides other errors of reading a body.)
    """

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The body is larger than the {limit} bytes that this server accepts.")


def limited(scope: Scope, receive: Receive, limit: int | None) -> Receive:
    """A `receive` that raises BodyTooLarge beyond `limit` bytes: at once where the length is announced, else when
    they have come. Guards run first: a body is not looked at before somebody reads it.
    """
    if limit is None:
        return receive
    most = limit
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    too_long = announced.isdigit() and int(announced) > most
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        if too_long:
            raise BodyTooLarge(most)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLarge(most)
        return message

    return counted
