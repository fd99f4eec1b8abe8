"""What pytest reporters submit."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, FiniteFloat

from argus_core.http.types import AnyUuid, EpochSeconds, Payload

_LONGEST = 16_000
"""Characters of a text that is part of a key, which the database limits to 64 KiB."""

_Key = Annotated[str, Field(max_length=_LONGEST)]


def _texts(value: Any) -> Any:
    """Values of all kinds are kept as texts; null is no field at all."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {name: item if isinstance(item, str) else str(item) for name, item in value.items()}
    return value


class SubmittedPytestResult(Payload):
    """The result of one test."""

    name: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    """Id of the test, e.g. `dir/alpha_test.py::TestX::test_y[case-1]`."""
    timestamp: EpochSeconds
    """When it ended, in seconds since 1970. Results of one test and status in one millisecond are the same result."""
    session_timestamp: EpochSeconds
    """When the session began, in seconds since 1970."""
    status: _Key
    """Any text; see the known ones of `PytestStatus`."""
    test_type: str
    """Kind of test, e.g. `dtest`."""
    run_id: AnyUuid
    """Id of the generic run; it may be unknown."""
    markers: list[str]
    """Markers of the test."""
    message: str | None = ""
    """What went wrong."""
    duration: FiniteFloat | None = None
    """Seconds that it took."""
    user_fields: Annotated[dict[_Key, str], BeforeValidator(_texts)] = Field(default_factory=dict)
    """Anything else, by name."""
