"""How values look in reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from argus_core.clock import EPOCH

_STATUS = {
    "failed": "#dc3545",
    "test_error": "#fd7e14",
    "aborted": "#212529",
    "running": "#ffc107",
    "created": "#0dcaf0",
    "passed": "#198754",
}
_SEVERITY = {"NORMAL": "#0dcaf0", "WARNING": "#ffc107", "CRITICAL": "#8b1a26", "ERROR": "#dc3545"}
_NEMESIS = {"failed": "❌", "skipped": "➡️", "running": "🔄", "succeeded": "✅"}
_CELL = {"PASS": "table-success", "ERROR": "table-danger", "WARNING": "table-warning"}
_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def status_color(status: str | None) -> str:
    """The colour of a run's status."""
    return _STATUS.get(status or "", "#d63384")


def severity_color(severity: str | None) -> str:
    """The colour of an event's severity."""
    return _SEVERITY.get(severity or "", "#212529")


def nemesis_emoji(status: str | None) -> str:
    """A picture of how a disruption ended."""
    return _NEMESIS.get(status or "", "🛑")


def cell_class(status: str | None) -> str:
    """The style of a result's cell."""
    return _CELL.get(status or "", "table-secondary")


def moment(value: datetime | None) -> str:
    """`dd/mm/YYYY HH:MM:SS`, UTC; `#unknown` for none and for the time that stands for none."""
    return f"{value:%d/%m/%Y %H:%M:%S}" if value is not None and value != EPOCH else "#unknown"


def epoch_moment(seconds: int | None) -> str:
    """The same for seconds since 1970."""
    return moment(EPOCH + timedelta(seconds=seconds)) if seconds else "#unknown"


def duration(seconds: float | None) -> str:
    """The two largest units, as people say it: `1 day 2 hours`."""
    left = max(0, int(seconds or 0))
    words = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(words[:2]) or "0 seconds"


def link(value: object) -> str | None:
    """A text that may become a link; None for others, such as scripts."""
    text = str(value) if value is not None else ""
    return text if text.lower().startswith(("http://", "https://")) else None


FILTERS = {
    "status_color": status_color,
    "severity_color": severity_color,
    "nemesis_emoji": nemesis_emoji,
    "cell_class": cell_class,
    "moment": moment,
    "epoch_moment": epoch_moment,
    "duration": duration,
    "link": link,
}
