"""Rows of Sirenada runs, and the type inside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from argus_core.database.rows import Cql, Float, Text, TextList, TextMap, TextPairs, Timestamp, Udt, Uuid
from argus_core.runs.rows import RunRow


@dataclass(slots=True, kw_only=True)
class SirenadaTest(Udt, name="sirenada_test"):
    """The result of one test in one browser. `duration` is in seconds; the password is that of a throw-away account."""

    test_name: Text = None
    class_name: Text = None
    file_name: Text = None
    browser_type: Text = None
    cluster_type: Text = None
    status: Text = None
    duration: Float = None
    message: Text = None
    start_time: Timestamp = None
    stack_trace: Text = None
    screenshot_file: Text = None
    s3_folder_id: Text = None
    requests_file: Text = None
    sirenada_test_id: Text = None
    sirenada_user: Text = None
    sirenada_password: Text = None


@dataclass(slots=True, kw_only=True)
class SirenadaRun(RunRow, table="sirenada_run"):
    """A Sirenada run. Results are the driver's tuples with the fields of `SirenadaTest`; `sct_test_id` is never set."""

    logs: TextMap
    region: Text
    sirenada_test_ids: TextList
    s3_folder_ids: TextPairs
    browsers: TextList
    clusters: TextList
    sct_test_id: Uuid
    results: Annotated[list[Any], Cql("list<frozen<sirenada_test>>")]
