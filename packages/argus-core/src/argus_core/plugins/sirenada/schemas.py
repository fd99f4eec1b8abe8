"""What clients submit for Sirenada runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from argus_core.http.types import AnyUuid, Payload
from argus_core.runs.fields import JobPath

_LARGEST_FLOAT = 3.4028234663852886e38


def _utc(value: Any) -> datetime | None:
    """ISO text to naive UTC; None and an empty text are no time."""
    if not value:
        return None
    if not isinstance(value, str):
        raise ValueError("expected a time in ISO form")
    try:
        told = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("expected a time in ISO form") from error
    return told.astimezone(UTC).replace(tzinfo=None) if told.tzinfo is not None else told


class SirenadaResult(Payload):
    """The result of one test in one browser; everything is optional."""

    test_name: str | None = None
    """Name of the test."""
    class_name: str | None = None
    """Its class."""
    file_name: str | None = None
    """Its file."""
    browser_type: str | None = None
    """Browser in which it ran."""
    cluster_type: str | None = None
    """Cluster that it looked at."""
    status: str | None = None
    """`passed`, `failed`, `error` or `skipped`; one `failed` or `error` fails the run."""
    duration: Annotated[float | None, Field(ge=-_LARGEST_FLOAT, le=_LARGEST_FLOAT)] = None
    """Seconds that it took."""
    message: str | None = None
    """What went wrong."""
    start_time: Annotated[datetime | None, BeforeValidator(_utc)] = None
    """ISO text; an offset is converted to UTC."""
    stack_trace: str | None = None
    """Where it went wrong."""
    screenshot_file: str | None = None
    """Name of a picture of the browser."""
    s3_folder_id: str | None = None
    """Folder of what the test left behind."""
    requests_file: str | None = None
    """Name of a file of the browser's requests."""
    sirenada_test_id: str | None = None
    """Id of the test in the other system."""
    sirenada_user: str | None = None
    """Throw-away account that was used."""
    sirenada_password: str | None = None
    """Its password; kept unless the server is told to drop it."""


class SirenadaSubmission(Payload):
    """A Sirenada run with results; a run that exists gets those that it does not have."""

    run_id: AnyUuid
    """Id of the run, chosen by the client."""
    build_id: JobPath
    """Path of the CI job."""
    build_job_url: str | None
    """URL of the build; its last segment is the build number."""
    region: str | None
    """Region of the cluster."""
    results: list[SirenadaResult]
    """One per test and browser."""
