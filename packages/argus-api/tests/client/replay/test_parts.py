"""Archives, order, targets: the parts of a replay."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import tarfile
import zipfile
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from argus_api.client.replay.archive import journal_lines
from argus_api.client.replay.backfill import log_name, place_of_link
from argus_api.client.replay.dispatch import judge
from argus_api.client.replay.errors import ReplayServiceError
from argus_api.client.replay.hierarchy import place_of
from argus_api.client.replay.records import FINALIZE, HEARTBEAT, SET_STATUS, SUBMIT, Record, in_order, read_records
from argus_api.client.replay.service import body_of, is_never_replayed
from argus_api.client.replay.target import RefusedTarget, resolve


def tar(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/a.jsonl", data)
        archive.writestr("readme.txt", "no journal")
    return packed.getvalue()


LINES = b'{"endpoint": "/a"}\n\n{"endpoint": "/b"}\n'


@pytest.mark.parametrize(
    "upload",
    [
        tar(a_jsonl=LINES, readme_txt=b"no journal"),
        gzip.compress(tar(a_jsonl=LINES)),
        zstandard.compress(tar(a_jsonl=LINES)),
        zipped(LINES),
    ],
    ids=["tar", "tar.gz", "tar.zst", "zip"],
)
def test_every_format_is_told_by_its_first_bytes(upload: bytes) -> None:
    assert [line.strip() for _, _, line in journal_lines(io.BytesIO(upload))] == [
        b'{"endpoint": "/a"}',
        b'{"endpoint": "/b"}',
    ]


@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"\x28\xb5\x2f\xfd", b"\x1f\x8b", b"PK\x03\x04", b"x" * 257 + b"ustar"]),
)
def test_whatever_is_uploaded_is_read_or_refused(data: bytes, head: bytes) -> None:
    with contextlib.suppress(ReplayServiceError):  # and nothing else
        list(journal_lines(io.BytesIO(head + data)))


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("argus_api.client.replay.archive.MOST_UNPACKED", 100_000)
    bomb = gzip.compress(tar(a_jsonl=b"x" * 99 + b"\n" * 200_000))
    with pytest.raises(ReplayServiceError, match=r"larger than|more than"):
        list(journal_lines(io.BytesIO(bomb)))


@pytest.mark.parametrize(
    "line", [b"[1]", b"7", b'{"endpoint": 7}', b"\xff\xfe", b'{"endpoint": "/a", "params": [1]}', b"{"]
)
def test_malformed_lines_are_left_out(line: bytes) -> None:
    good = b'{"endpoint": "/a//b", "ts": null, "method": "get"}'
    (record,) = read_records([("m", 1, line), ("m", 2, good)])
    assert (record.endpoint, record.ts, record.method) == ("/a/b", 0, "GET")


def record(endpoint: str, ts: int, body: Any = None, run: str = "1") -> Record:
    return Record(ts, "POST", endpoint, {"type": "generic", "id": run}, {}, body)


def test_runs_are_created_first_and_ended_last() -> None:
    given_records = [
        record(FINALIZE, 1),
        record(SET_STATUS, 2, {"new_status": "PASSED"}),
        record(SET_STATUS, 3, {"new_status": "running"}),
        record(HEARTBEAT, 4),
        record(HEARTBEAT, 9),
        record(HEARTBEAT, 5, run="2"),
        record("/sct/$id/event/submit", 0),
        record(SUBMIT, 99),
    ]
    order = [(r.endpoint, r.ts) for r in in_order(given_records)]
    assert order == [
        (SUBMIT, 99),
        ("/sct/$id/event/submit", 0),
        (SET_STATUS, 3),
        (HEARTBEAT, 9),
        (HEARTBEAT, 5),
        (SET_STATUS, 2),
        (FINALIZE, 1),
    ]


@pytest.mark.parametrize(
    ("endpoint", "location"),
    [
        ("/../../../admin/api/v1/users", {}),
        ("/./testrun/report/email", {}),
        ("/testrun/%2e%2e/%2e%2e/admin", {}),
        ("/testrun/$id/get", {"id": ".."}),
        ("testrun/x", {}),
        ("https://elsewhere/x", {}),
        ("/x?y=1", {}),
        ("/x#y", {}),
        ("/x\\..\\y", {}),
        ("/replay/ingest", {}),
        ("/$a/keys", {"a": "ssh"}),
    ],
)
def test_a_replay_stays_where_it_should(endpoint: str, location: dict[str, str]) -> None:
    with pytest.raises(RefusedTarget):
        resolve(endpoint, location)


def test_values_become_one_segment() -> None:
    assert resolve("/sct/$id/resource/$name/update", {"id": "1", "name": "a/b c"}) == "/sct/1/resource/a%2Fb%20c/update"


def test_mail_and_jobs_are_never_started_however_they_are_written() -> None:
    assert is_never_replayed(record("/testrun/report/email", 0))
    assert is_never_replayed(Record(0, "POST", "/testrun/$x/email", {"x": "report"}, {}, None))
    assert not is_never_replayed(record(SUBMIT, 0))


def test_the_end_of_a_run_is_when_it_was_recorded() -> None:
    run = ("generic", "1")
    assert body_of(record(FINALIZE, 5500, {}), {}) == {"end_time": 5.5}
    assert body_of(record(FINALIZE, 0, {}), {run: 7000}) == {"end_time": 7.0}
    assert body_of(record(FINALIZE, 0, {}), {}) == {}
    assert body_of(record(FINALIZE, 5500, {"end_time": 1}), {}) == {"end_time": 1}


@pytest.mark.parametrize(
    ("build_id", "release", "group", "group_build_id", "test"),
    [
        ("", "untracked", "untracked", "untracked", "untracked"),
        ("t", "untracked", "untracked", "untracked", "t"),
        ("r/t", "r", "r-root", "r", "t"),
        ("/r/g/t/", "r", "g", "r/g", "t"),
        ("r/a/b/c/t", "r", "a-b-c", "r/a/b/c", "t"),
    ],
)
def test_the_place_of_a_job(build_id: str, release: str, group: str, group_build_id: str, test: str) -> None:
    place = place_of(build_id)
    assert (place.release, place.group, place.group_build_id, place.test) == (release, group, group_build_id, test)


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (200, {"status": "ok"}, None),
        (204, None, None),
        (200, {"status": "error", "response": {"exception": "E", "arguments": ["a", "b"]}}, "E: ['a', 'b']"),
        (200, {"status": "error", "response": {"exception": "E", "arguments": []}}, "E"),
        (200, {"status": "error", "response": "Cluster seems down."}, "Cluster seems down."),
        (200, {"status": "error", "message": "flat"}, "flat"),
        (403, {"status": "error", "message": "no"}, 'HTTP 403: {"status": "error", "message": "no"}'),
    ],
)
def test_answers_are_judged(status: int, body: Any, failure: str | None) -> None:
    assert judge(status, b"" if body is None else json.dumps(body).encode()) == failure


def test_links_are_compared_by_bucket_and_key() -> None:
    assert place_of_link("https://bucket.s3.amazonaws.com/a/b.tar.gz") == ("bucket", "a/b.tar.gz")
    assert place_of_link("bucket.s3.us-east-1.amazonaws.com/a") == ("bucket", "a")
    assert place_of_link("https://example.com/a") is None
    assert [log_name(key) for key in ("x/db.tar.zst", "x/db.log", "db.zip")] == ["db", "db.log", "db"]
