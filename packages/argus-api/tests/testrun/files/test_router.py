"""Logs and screenshots over HTTP, with an S3 that checks signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from argus_core.application import build, compose
from argus_core.config import Settings
from argus_core.plugins.sirenada.rows import SirenadaTest
from argus_core.testing.world import Account, World

API = "/api/v1/tests"
START = datetime(2024, 3, 1, 10)
KEY_ID, SECRET = "AKTEST", "s3-secret/+="
SCT = "scylla-cluster-tests"


# ---- a small S3 ------------------------------------------------------------------------------------------------------
class PlayedS3(ThreadingHTTPServer):
    """Holds objects by (bucket, key), and gives them to whoever has a good signature."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[tuple[str, str], bytes] = {}

    def fetch(self, link: str) -> httpx.Response:
        """Follow a link to it: the request of a browser, with the name of the bucket's host."""
        url = urlsplit(link)
        address = f"http://127.0.0.1:{self.server_address[1]}"
        connection = httpx.HTTPTransport()
        asked = httpx.URL(address, raw_path=f"{url.path}?{url.query}".encode())
        with httpx.Client(transport=connection) as client:
            return client.get(asked, headers={"Host": url.netloc})


class Handler(BaseHTTPRequestHandler):
    server: PlayedS3

    def do_GET(self) -> None:
        host, url = self.headers["Host"], urlsplit(self.path)
        bucket = host.partition(".s3.")[0]
        query = dict(parse_qsl(url.query, strict_parsing=True))
        good = (
            signature_4(host, url.path, query) if "X-Amz-Signature" in query else signature_2(bucket, url.path, query)
        )
        found = self.server.objects.get((bucket, unquote(url.path.removeprefix("/"))))
        status = 403 if not good else 404 if found is None else 200
        self.send_response(status)
        self.send_header("Content-Length", str(len(found or b"") if status == 200 else 0))
        self.end_headers()
        if status == 200:
            self.wfile.write(found or b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def signature_2(bucket: str, path: str, query: dict[str, str]) -> bool:
    text = f"GET\n\n\n{query['Expires']}\n/{bucket}{path}"
    wanted = base64.b64encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()).decode()
    fresh = time.time() < int(query["Expires"]) <= time.time() + 3600
    return fresh and query["AWSAccessKeyId"] == KEY_ID and query["Signature"] == wanted


def signature_4(host: str, path: str, query: dict[str, str]) -> bool:
    key_id, day, region, service, _ = query["X-Amz-Credential"].split("/")
    unsigned = sorted((name, value) for name, value in query.items() if name != "X-Amz-Signature")
    shown = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in unsigned)
    request = f"GET\n{path}\n{shown}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    scope = f"{day}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{query['X-Amz-Date']}\n{scope}\n{digest}"
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    signed = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    fresh = abs(time.time() - signed.timestamp()) < 60 and query["X-Amz-Expires"] == "3600"
    return fresh and f".s3.{region}.amazonaws.com" in host and (key_id, query["X-Amz-Signature"]) == (KEY_ID, wanted)


@pytest.fixture(scope="module")
def s3() -> Iterator[PlayedS3]:
    server = PlayedS3()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signing(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """An application that has a key pair."""
    changed = settings.model_copy(update={"aws_client_id": KEY_ID, "aws_client_secret": SecretStr(SECRET)})
    app = build(changed, compose(changed), validate_responses=True)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://argus.test") as client:
            yield client


@pytest.fixture(autouse=True)
def no_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment of the tests says."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


async def put_run(world: World, plugin: str, table: str, **columns: Any) -> UUID:
    job, run_id = await world.job(plugin=plugin), uuid4()
    await world.put(table, build_id=job.build_id, start_time=START, id=run_id, test_id=job.test_id, **columns)
    return run_id


# ---- links of logs ---------------------------------------------------------------------------------------------------
LINKS = {
    "sct.log": "https://logs.example.com/a%20b/sct.log?x=1&y=%2F",
    "old style": "https://s3-us-west-2.amazonaws.com/my-bucket/x.log",
}


@pytest.mark.parametrize("table", ["sct_test_run", "driver_test_run", "generic_run", "sirenada_run"])
async def test_logs_lead_to_their_links(http: httpx.AsyncClient, world: World, reader: Account, table: str) -> None:
    plugins = {"sct_test_run": SCT, "driver_test_run": "driver-matrix-tests"}
    plugin = plugins.get(table, table.removesuffix("_run"))
    pairs = [("sct.log", "https://logs.example.com/first"), *LINKS.items(), ("empty", "")]
    run_id = await put_run(world, plugin, table, logs=pairs if table in plugins else dict(pairs))
    for name, link in LINKS.items():
        answer = await http.get(f"{API}/{plugin}/{run_id}/log/{name}/download", headers=reader.headers)
        assert (answer.status_code, answer.headers["location"]) == (302, link)
    for name in ("empty", "nothing"):
        answer = await http.get(f"{API}/{plugin}/{run_id}/log/{name}/download", headers=reader.headers)
        told = answer.json()["response"]
        assert (answer.status_code, told["exception"]) == (200, "TestRunServiceException")
        assert told["message"] == f"Log name {name} not found."


async def test_what_no_header_may_hold_is_encoded(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    link = "https://logs.example.com/a b\r\nSet-Cookie: x=1/é"
    run_id = await put_run(world, "generic", "generic_run", logs={"odd": link})
    answer = await http.get(f"{API}/generic/{run_id}/log/odd/download", headers=reader.headers)
    assert answer.headers["location"] == "https://logs.example.com/a%20b%0D%0ASet-Cookie:%20x=1/%C3%A9"
    assert "set-cookie" not in answer.headers


async def test_nothing_is_signed_without_credentials(
    http: httpx.AsyncClient, world: World, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:9")
    run_id = await put_run(world, "generic", "generic_run", logs={"a": "https://bucket.s3.amazonaws.com/a.log"})
    answer = await http.get(f"{API}/generic/{run_id}/log/a/download", headers=reader.headers)
    told = answer.json()["response"]
    assert (answer.status_code, told["exception"]) == (200, "StorageNotConfigured")
    assert "AWS_CLIENT_ID and AWS_CLIENT_SECRET are not configured" in told["message"]


@pytest.mark.parametrize(
    ("link", "key", "host"),
    [
        ("https://runs.s3.amazonaws.com/1/db.tar.gz", "1/db.tar.gz", "runs.s3.amazonaws.com"),
        ("runs.s3.amazonaws.com/1/a b%20c.log", "1/a b%20c.log", "runs.s3.amazonaws.com"),
        ("https://runs.s3.amazonaws.com/1//x~(1)+=é.log", "1//x~(1)+=é.log", "runs.s3.amazonaws.com"),
        ("https://runs.s3.eu-north-1.amazonaws.com/1/a.log", "1/a.log", "runs.s3.eu-north-1.amazonaws.com"),
        ("https://runs.s3.eu-north-1.amazonaws.com/1/a b%20c?#.é", "1/a b%20c?#.é", "runs.s3.eu-north-1.amazonaws.com"),
        ("https://runs.s3.eu-north-1.amazonaws.com/1//odd/", "1//odd/", "runs.s3.amazonaws.com"),
    ],
)
async def test_links_into_s3_are_signed(
    signing: httpx.AsyncClient, s3: PlayedS3, world: World, reader: Account, link: str, key: str, host: str
) -> None:
    content = uuid4().bytes
    s3.objects["runs", key] = content
    run_id = await put_run(world, SCT, "sct_test_run", logs=[("a", link)])
    answer = await signing.get(f"{API}/{SCT}/{run_id}/log/a/download", headers=reader.headers)
    assert answer.status_code == 302
    location = answer.headers["location"]
    assert urlsplit(location).netloc == host
    assert s3.fetch(location).content == content
    assert s3.fetch(location[:-1] + ("0" if location[-1] != "0" else "1")).status_code == 403


async def test_the_environment_may_name_the_region(
    signing: httpx.AsyncClient, s3: PlayedS3, world: World, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    s3.objects["runs", "a.log"] = b"log"
    run_id = await put_run(world, SCT, "sct_test_run", logs=[("a", "https://runs.s3.amazonaws.com/a.log")])
    answer = await signing.get(f"{API}/{SCT}/{run_id}/log/a/download", headers=reader.headers)
    location = answer.headers["location"]
    assert location.startswith("https://runs.s3.eu-west-1.amazonaws.com/a.log?")
    assert s3.fetch(location).content == b"log"


# ---- screenshots -----------------------------------------------------------------------------------------------------
async def test_screenshots_are_known_by_the_name_of_their_file(
    signing: httpx.AsyncClient, s3: PlayedS3, world: World, reader: Account
) -> None:
    s3.objects["shots", "x/two.png"] = b"picture"
    links = ["https://logs.example.com/x/one.png", "https://shots.s3.amazonaws.com/x/two.png"]
    run_id = await put_run(world, SCT, "sct_test_run", screenshots=links)
    one = await signing.get(f"{API}/{SCT}/{run_id}/screenshot/one.png", headers=reader.headers)
    assert (one.status_code, one.headers["location"]) == (302, links[0])
    two = await signing.get(f"{API}/{SCT}/{run_id}/screenshot/two.png", headers=reader.headers)
    assert s3.fetch(two.headers["location"]).content == b"picture"


async def test_screenshots_of_sirenada_runs(http: httpx.AsyncClient, world: World, reader: Account) -> None:
    tests = [SirenadaTest(test_name="a"), SirenadaTest(test_name="b", screenshot_file="https://x.example.com/3.png")]
    run_id = await put_run(world, "sirenada", "sirenada_run", results=tests)
    answer = await http.get(f"{API}/sirenada/{run_id}/screenshot/3.png", headers=reader.headers)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://x.example.com/3.png")


@pytest.mark.parametrize("what", ["log/none.png/download", "screenshot/none.png"])
@pytest.mark.parametrize(
    ("plugin", "table"), [(SCT, "sct_test_run"), ("sirenada", "sirenada_run"), ("generic", "generic_run")]
)
async def test_unknown_files_runs_and_plugins(
    http: httpx.AsyncClient, world: World, reader: Account, what: str, plugin: str, table: str
) -> None:
    run_id = await put_run(world, plugin, table)
    stories = [
        (f"{plugin}/{run_id}", "TestRunServiceException", "none.png not found"),
        (f"no-such-plugin/{run_id}", "TestRunServiceException", "Unknown plugin no-such-plugin"),
        (f"{plugin}/{uuid4()}", "DocumentNotFound", "No run found"),
        (f"{plugin}/17", "BadRequest", "run_id: badly formed hexadecimal UUID string"),
    ]
    for path, exception, words in stories:
        answer = await http.get(f"{API}/{path}/{what}", headers=reader.headers)
        told = answer.json()["response"]
        assert (answer.status_code, told["exception"]) == (200, exception)
        assert words in told["message"]
