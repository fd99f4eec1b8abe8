"""Errors about driver matrix runs."""

from __future__ import annotations

from argus_core.errors import ArgusError, BadRequest, ErrorKind


class DriverMatrixPluginError(ArgusError):
    """A submission in a form that is no longer understood."""

    kind = ErrorKind.REFUSED


class ReportNotReadable(BadRequest):
    """A test report that is no XML, or uses what is dangerous in it."""

    wire_name = "ParseError"


class NothingToReport(ArgusError):
    """A job without results; the name on the wire is the one that readers of the report know."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "Exception"


class NoBuildId(ArgusError):
    """A report was asked for without naming a job."""

    kind = ErrorKind.MALFORMED
    wire_name = "Exception"
