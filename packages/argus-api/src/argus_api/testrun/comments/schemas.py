"""Requests about comments."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from argus_core.comments.service import Draft
from argus_core.http.types import Payload

_Count = Annotated[StrictInt, Field(ge=-(2**31), lt=2**31)]


class WrittenComment(Payload):
    """What somebody writes about a run."""

    message: str
    """The text; `<` and `>` are escaped. `@name` mentions an account."""
    mentions: Annotated[list[str], Field(max_length=1000)]
    """Ids or names of further accounts that are meant; unknown ones are left out."""
    reactions: dict[str, _Count]
    """How often each reaction was given; replaced as a whole."""

    def draft(self) -> Draft:
        """As the service takes it."""
        return Draft(self.message, self.mentions, self.reactions)
