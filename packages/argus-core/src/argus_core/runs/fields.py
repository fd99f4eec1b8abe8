"""Fields that the submissions of all run types share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

JobPath = Annotated[str, Field(min_length=1, max_length=16_000)]
"""Path of a CI job. It is the key of the job's runs: the database takes no empty key, and none above 64 KiB."""
