"""Times as the database keeps them: naive, UTC, in milliseconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1)
"""Stands for "not yet" in `end_time` and `archived_at`."""


def utc_now() -> datetime:
    """Now, cut to milliseconds as the database cuts it."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def epoch_now() -> int:
    """Now in whole seconds since 1970."""
    return int(time.time())


def from_epoch(seconds: float) -> datetime:
    """A naive UTC time from seconds since 1970, cut to milliseconds. Raises ValueError outside the calendar."""
    try:
        return EPOCH + timedelta(milliseconds=int(seconds * 1000))
    except (OverflowError, ValueError) as error:  # also NaN
        raise ValueError(f"{seconds} is no time in seconds since 1970") from error
