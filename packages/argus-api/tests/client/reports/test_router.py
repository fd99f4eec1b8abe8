"""Reports over HTTP, against the real database and a real mail server."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from argus_core.application import build, compose
from argus_core.config import Settings
from argus_core.plugins.sct.types import CloudSetup, InstanceDetails, NodesInfo, PackageVersion
from argus_core.reports import service as reports
from argus_core.testing.mail import HOST, PASSWORD, USER, MailServer, mail_server
from argus_core.testing.world import Account, Job, World

REPORT = "/api/v1/client/testrun/report"
SEND = f"{REPORT}/email"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job(plugin="scylla-cluster-tests")


async def new_run(world: World, job: Job, **columns: Any) -> UUID:
    run_id: UUID = uuid4()
    row = {
        "build_id": job.build_id,
        "start_time": datetime(2024, 3, 1, 10),
        "end_time": datetime(2024, 3, 1, 13, 5),
        "id": run_id,
        "test_id": job.test_id,
        "build_number": 7,
        "build_job_url": f"https://ci.example.com/job/{job.build_id}/7/",
        "status": "failed",
        "started_by": SCRIPT,
        "scm_revision_id": "commit-1",
        "test_method": "longevity.test_custom_time",
    }
    await world.put("sct_test_run", **(row | columns))
    return run_id


@pytest.fixture
async def full_run(world: World, job: Job) -> UUID:
    """A run that has something for every section."""
    node = NodesInfo(image_id="ami-1", instance_type="i4i", node_amount=3, post_behaviour="destroy")
    run_id = await new_run(
        world,
        job,
        packages=[
            PackageVersion(name="scylla-server", version="2024.1.3", date="20240301", revision_id="abc", build_id="b1"),
            PackageVersion(name="kernel", version="6.8.0"),
        ],
        cloud_setup=CloudSetup(db_node=node, loader_node=None, monitor_node=node, backend="aws"),
        screenshots=["https://pictures.example.com/1.png", "javascript:alert(1)"],
        logs=[("db log/1", "https://logs.example.com/db.log")],
    )
    for number, severity in enumerate(("CRITICAL", "ERROR", "NORMAL")):
        event = {"ts": datetime(2024, 3, 1, 12, number), "message": f"{severity} {SCRIPT}", "event_type": "Type"}
        await world.put("sct_event", run_id=run_id, severity=severity, event_id=uuid4(), **event)
    for number, status in enumerate(("succeeded", "failed", "skipped")):
        nemesis = {"name": f"nemesis {status}", "status": status, "duration": 61, "end_time": 1709290000 + number}
        await world.put("sct_nemesis", run_id=run_id, start_time=1709287200 + number, **nemesis)
    details = InstanceDetails(provider="aws", instance_type="i4i", region="eu-west-1")
    for name, state, kind in (("node-2", "running", "db-node"), ("node-1", "terminated", "db-node")):
        machine = {"state": state, "resource_type": kind, "instance_info": details}
        await world.put("sct_resource", run_id=run_id, name=name, **machine)
    await world.put("sct_resource", run_id=run_id, name="runner", state="running", resource_type="sct-runner")
    return run_id


async def render(http: httpx.AsyncClient, ci: Account, run_id: UUID, *sections: Any, **more: Any) -> str:
    body = {"run_id": str(run_id), "sections": list(sections)} | more
    answer = await http.post(REPORT, json=body, headers=ci.headers)
    assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.text
    assert "sandbox" in answer.headers["content-security-policy"]
    return answer.text


async def test_the_usual_report(http: httpx.AsyncClient, ci: Account, job: Job, full_run: UUID) -> None:
    page = await render(http, ci, full_run)
    assert f"<title>[FAILED] {job.build_id}#7: 01/03/2024 10:00:00</title>" in page
    assert f"[FAILED] {job.build_id}#7 longevity.test_custom_time - {full_run}" in page
    for text in (
        f'<a href="http://argus.test/tests/scylla-cluster-tests/{full_run}">{job.build_id}#7</a>',
        "Duration: 3 hours 5 minutes",
        "Ended: 01/03/2024 13:05:00",
        "SCT commit sha: commit-1",
        "Kernel: 6.8.0",
        "2024.1.3.20240301.abc (buildId: b1)",
        "DB ImageId: ami-1",
        "Loader ImageId: None",
        '<img src="https://pictures.example.com/1.png"',
        f"http://argus.test/api/v1/tests/scylla-cluster-tests/{full_run}/log/db%20log%2F1/download",
        "node-2",
        "✅ succeeded",
        "1 minute 1 second",
    ):
        assert text in page
    for text in ("node-1", "runner", "nemesis skipped", "NORMAL", "javascript:", SCRIPT):
        assert text not in page
    assert page.index("CRITICAL &lt;script&gt;") < page.index("ERROR &lt;script&gt;")
    assert page.index("nemesis failed") < page.index("nemesis succeeded")


async def test_sections_without_data_are_left_out(http: httpx.AsyncClient, ci: Account, job: Job, world: World) -> None:
    run_id = await new_run(world, job)
    page = await render(http, ci, run_id)
    for title in ("Logs", "Nemesis", "Resources", "Packages", "Screenshots"):
        assert f"<h2>{title}</h2>" not in page
    assert page.count("<hr>") == 2
    assert "No notable events." in page


async def test_a_run_of_which_little_is_known(http: httpx.AsyncClient, ci: Account, job: Job, world: World) -> None:
    bare = {"status": None, "end_time": None, "build_number": None, "build_job_url": None, "test_id": None}
    run_id = await new_run(world, job, **bare)
    page = await render(http, ci, run_id, "header", "main", "generic_results")
    assert "Ended: #unknown" in page
    assert "No results." in page


async def test_options_choose_and_sort(http: httpx.AsyncClient, ci: Account, full_run: UUID) -> None:
    page = await render(
        http,
        ci,
        full_run,
        {"type": "events", "options": {"severity_filter": ["NORMAL"], "amount_per_severity": 1}},
        {"type": "nemesis", "options": {"sort_order": ["start_time", "asc"], "status_filter": ["skipped", "failed"]}},
    )
    assert "NORMAL &lt;script&gt;" in page
    assert "CRITICAL" not in page
    assert page.index("nemesis failed") < page.index("nemesis skipped")


async def test_result_tables_that_match(http: httpx.AsyncClient, ci: Account, job: Job, full_run: UUID) -> None:
    client = "/api/v1/client/testrun/scylla-cluster-tests"
    columns = [{"name": "P99", "unit": "ms"}, {"name": "link"}, {"name": "hidden", "visible": False}]
    cells = [
        {"column": "P99", "row": "a", "status": "ERROR", "value": 2.5},
        {"column": "link", "row": "a", "status": "PASS", "value_text": "https://x.example.com/?a=1&b=2"},
        {"column": "link", "row": "b", "status": "PASS", "value_text": SCRIPT},
        {"column": "hidden", "row": "a", "status": "PASS", "value": 77.0},
    ]
    for name in ("write latencies", "read latencies", "other"):
        meta = {"name": name, "columns_meta": columns, "rows_meta": ["a", "b"]}
        body = {"meta": meta, "results": cells, "sut_timestamp": 1700000000}
        await http.post(f"{client}/{full_run}/submit_results", json=body, headers=ci.headers)
    options = {"section_name": "Latencies", "table_filter": ["^write", "(", "read lat"]}
    page = await render(http, ci, full_run, {"type": "generic_results", "options": options})
    assert "write latencies" in page
    assert "read latencies" in page
    assert "other" not in page
    assert '<td class="table-danger">2.5</td>' in page
    assert '<a href="https://x.example.com/?a=1&amp;b=2">View</a>' in page
    assert "77" not in page
    assert SCRIPT not in page


async def test_own_tables_are_escaped_and_own_html_is_not(http: httpx.AsyncClient, ci: Account, full_run: UUID) -> None:
    table = {"table_name": SCRIPT, "headers": ["<h>"], "rows": [["<1>", 2, None]], "template": "email/base.html.j2"}
    page = await render(
        http,
        ci,
        full_run,
        {"type": "custom_table", "options": table},
        {"type": "custom_html", "options": {"section_name": "<H>", "html": "<b>x</b>", "run": 5}},
        {"type": "../base", "options": {"run": SCRIPT}},
        title="<title>",
    )
    for text in ("<td>&lt;1&gt;</td>", "<h2>&lt;H&gt;</h2>", "<b>x</b>", "<title>&lt;title&gt;</title>"):
        assert text in page
    assert "Received an unknown template request: ../base" in page
    assert SCRIPT not in page


@pytest.mark.parametrize(
    ("section", "word"),
    [
        ({"type": "custom_table", "options": {"table_name": "T"}}, "custom_table: headers"),
        ({"type": "events", "options": {"amount_per_severity": "many"}}, "events: amount_per_severity"),
        ({"type": "nemesis", "options": {"sort_order": ["__class__", "desc"]}}, "nemesis: sort_order"),
    ],
)
async def test_options_that_make_no_sense(
    http: httpx.AsyncClient, ci: Account, full_run: UUID, section: Any, word: str
) -> None:
    answer = await http.post(REPORT, json={"run_id": str(full_run), "sections": [section]}, headers=ci.headers)
    told = answer.json()["response"]
    assert (told["exception"], told["message"]) == ("EmailServiceException", "Error during template render")
    assert told["arguments"][1].startswith(word)


@pytest.mark.parametrize("body", [{"sections": [{"type": "events"}]}, {"sections": ["main"] * 51}, {"sections": [5]}])
async def test_sections_that_are_none(http: httpx.AsyncClient, ci: Account, full_run: UUID, body: Any) -> None:
    answer = await http.post(REPORT, json={"run_id": str(full_run)} | body, headers=ci.headers)
    assert answer.json()["response"]["exception"] == "BadRequest"


async def test_an_unknown_run_has_no_report(http: httpx.AsyncClient, ci: Account) -> None:
    answer = await http.post(REPORT, json={"run_id": str(uuid4())}, headers=ci.headers)
    assert answer.json()["response"]["exception"] == "EmailServiceException"


async def test_a_server_without_mail_says_so(http: httpx.AsyncClient, ci: Account, full_run: UUID) -> None:
    body = {"run_id": str(full_run), "recipients": ["qa@example.com"]}
    told = (await http.post(SEND, json=body, headers=ci.headers)).json()["response"]
    assert (told["exception"], told["message"]) == ("EmailServiceException", "Email is disabled")


# ---- sending ---------------------------------------------------------------------------------------------------------
@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running


@pytest.fixture
async def mailing(settings: Settings, server: MailServer) -> AsyncIterator[httpx.AsyncClient]:
    """An application that sends its mail to the server of the test."""
    changed = settings.model_copy(
        update={
            "email_enabled": True,
            "email_server": HOST,
            "email_server_port": server.port,
            "email_sender": "argus@example.com",
            "email_sender_user": USER,
            "email_sender_pass": SecretStr(PASSWORD),
            "email_allowed_domains": ["Example.com", "scylladb.com"],
        }
    )
    app = build(changed, compose(changed), validate_responses=True)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client:
            yield client


async def test_a_report_is_mailed(
    mailing: httpx.AsyncClient, server: MailServer, ci: Account, job: Job, full_run: UUID
) -> None:
    attachment = {"filename": "notes.txt", "data": base64.encodebytes(b"text" * 100).decode()}
    recipients = ["qa@example.com", "Dev <dev@SCYLLADB.com>"]
    body = {"run_id": str(full_run), "title": "#auto", "recipients": recipients, "attachments": [attachment]}
    answer = await mailing.post(SEND, json=body, headers=ci.headers)
    assert answer.json() == {"status": "ok", "response": True}
    (delivery,) = server.deliveries
    assert delivery.encrypted
    assert delivery.recipients == ["qa@example.com", "dev@SCYLLADB.com"]
    assert delivery.message["Subject"] == f"[FAILED] {job.build_id}#7: 01/03/2024 10:00:00"
    file, page = delivery.message.iter_parts()
    assert (file.get_filename(), file.get_content()) == ("notes.txt", b"text" * 100)
    assert "2024.1.3.20240301.abc" in page.get_content()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"recipients": []}, "No recipients provided"),
        ({"recipients": ["nobody"]}, "is no mail address"),
        ({"recipients": ["qa@example.com", "eve@evil.example"]}, "evil.example"),
        ({"recipients": ["qa@example.com, eve@evil.example"]}, "evil.example"),
        ({"recipients": ["qa@sub.example.com"]}, "sub.example.com"),
        ({"recipients": ["refused@example.com"]}, "The mail server refused"),
    ],
)
async def test_a_report_that_goes_nowhere(
    mailing: httpx.AsyncClient, server: MailServer, ci: Account, full_run: UUID, changes: Any, word: str
) -> None:
    answer = await mailing.post(SEND, json={"run_id": str(full_run)} | changes, headers=ci.headers)
    told = answer.json()["response"]
    assert (told["exception"], told["message"]) == ("EmailServiceException", "Error sending email report")
    assert word in told["arguments"][1]
    assert server.deliveries == []


@pytest.mark.parametrize("limit", ["LARGEST_ATTACHMENT", "LARGEST_MAIL"])
async def test_a_report_that_is_too_large(
    mailing: httpx.AsyncClient,
    server: MailServer,
    ci: Account,
    full_run: UUID,
    limit: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reports, limit, 1000)
    attachment = {"filename": "big.bin", "data": base64.b64encode(bytes(1001)).decode()}
    body = {"run_id": str(full_run), "recipients": ["qa@example.com"], "attachments": [attachment]}
    answer = await mailing.post(SEND, json=body, headers=ci.headers)
    assert answer.status_code == 413
    assert answer.json()["response"]["exception"] == "EmailServiceException"
    assert server.connections == 0
