"""Fetching: a small Maven repository on this machine stands for the real one."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from argus_core.devdb.errors import DownloadFailed, StorageFull, StorageUnwritable
from argus_core.devdb.jars import JarCache
from argus_core.devdb.progress import silent

CASSANDRA = "org/apache/cassandra/cassandra-all/5.0.8/cassandra-all-5.0.8"
AGENT = "com/example/jamm/0.4.0/jamm-0.4.0"
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>{more}</project>"""
NEEDS_AGENT = """<dependencies><dependency><groupId>com.example</groupId><artifactId>jamm</artifactId>
<version>0.4.0</version></dependency></dependencies>"""


class MavenRepository:
    """What it serves, and which paths were asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.overloaded: set[str] = set()
        self.requests: list[str] = []
        self.url = ""
        cassandra = POM.format(group="org.apache.cassandra", name="cassandra-all", version="5.0.8", more=NEEDS_AGENT)
        self.add(f"{CASSANDRA}.pom", cassandra.encode())
        self.add(f"{CASSANDRA}.jar", b"cassandra" * 1000)
        self.add(f"{AGENT}.pom", POM.format(group="com.example", name="jamm", version="0.4.0", more="").encode())
        self.add(f"{AGENT}.jar", b"agent" * 1000)

    def add(self, path: str, content: bytes) -> None:
        """Publish a file with its checksum."""
        self.files[path] = content
        self.files[f"{path}.sha1"] = hashlib.sha1(content).hexdigest().encode()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body; an overloaded path recovers after one refusal."""
        self.requests.append(path)
        if path in self.overloaded:
            self.overloaded.remove(path)
            return 503, b""
        return (200, self.files[path]) if path in self.files else (404, b"")


@pytest.fixture
def repository() -> Iterator[MavenRepository]:
    content = MavenRepository()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = content.answer(self.path.lstrip("/"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        content.url = f"http://127.0.0.1:{server.server_port}"
        yield content
        server.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, repository: MavenRepository) -> JarCache:
    return JarCache(tmp_path / "cache", repository.url)


def names(jars: list[Path]) -> list[str]:
    return [jar.name for jar in jars]


def test_everything_that_is_needed_is_fetched_and_then_kept(cache: JarCache, repository: MavenRepository) -> None:
    told: list[float | None] = []
    jars = cache.jars(lambda _message, fraction: told.append(fraction))
    assert names(jars) == ["jamm-0.4.0.jar", "cassandra-all-5.0.8.jar"]
    assert jars[1].read_bytes() == b"cassandra" * 1000
    assert told == [None, 0.5, 1.0]
    asked = len(repository.requests)
    assert cache.jars(silent) == jars
    assert len(repository.requests) == asked


def test_the_mirror_of_the_environment_is_used(
    tmp_path: Path, repository: MavenRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGUS_MAVEN_REPOSITORY", f"{repository.url}/")
    assert len(JarCache(tmp_path / "cache").jars(silent)) == 2


def test_an_interrupted_download_is_completed(cache: JarCache, repository: MavenRepository) -> None:
    agent = repository.files.pop(f"{AGENT}.jar")
    with pytest.raises(DownloadFailed, match=r"jamm-0.4.0.jar answers 404.*start again; what has arrived is kept"):
        cache.jars(silent)
    repository.add(f"{AGENT}.jar", agent)
    repository.requests.clear()
    assert len(cache.jars(silent)) == 2
    assert f"{CASSANDRA}.jar" not in repository.requests


def test_a_truncated_jar_is_fetched_again(cache: JarCache, repository: MavenRepository) -> None:
    jars = cache.jars(silent)
    jars[0].write_bytes(b"ag")
    repository.requests.clear()
    assert cache.jars(silent)[0].read_bytes() == b"agent" * 1000
    assert repository.requests == [f"{AGENT}.jar", f"{AGENT}.jar.sha1"]


def test_a_damaged_list_is_written_again(cache: JarCache) -> None:
    jars = cache.jars(silent)
    cache.listing.write_text('{"half": ')
    assert cache.jars(silent) == jars


def test_what_does_not_have_its_checksum_is_refused_and_not_kept(cache: JarCache, repository: MavenRepository) -> None:
    repository.files[f"{CASSANDRA}.jar"] = b"something else"
    with pytest.raises(DownloadFailed, match=r"cassandra-all-5\.0\.8\.jar arrived damaged"):
        cache.jars(silent)
    assert not list(cache.repository.rglob("cassandra-all-5.0.8.jar*"))


def test_an_overloaded_server_is_asked_again(cache: JarCache, repository: MavenRepository) -> None:
    repository.overloaded = {f"{CASSANDRA}.pom"}
    assert len(cache.jars(silent)) == 2


def test_processes_that_need_the_jars_at_once_fetch_them_once(
    tmp_path: Path, cache: JarCache, repository: MavenRepository
) -> None:
    second = JarCache(tmp_path / "cache", repository.url)
    with ThreadPoolExecutor(2) as threads:
        first_jars, second_jars = threads.map(lambda one: one.jars(silent), [cache, second])
    assert first_jars == second_jars
    assert len(repository.requests) == len(set(repository.requests))


def test_without_a_network_the_message_tells_the_ways_out(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(DownloadFailed, match=r"127\.0\.0\.1: .*refused.*HTTPS_PROXY.*ARGUS_MAVEN_REPOSITORY"):
            JarCache(tmp_path / "cache", url).jars(silent)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, repository: MavenRepository) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnwritable, match=r"file/cache.*XDG_CACHE_HOME"):
        JarCache(tmp_path / "file" / "cache", repository.url).jars(silent)


def test_a_disk_that_fills_up_leaves_a_cache_that_can_be_completed(
    cache: JarCache, repository: MavenRepository
) -> None:
    target = cache.repository / f"{CASSANDRA}.jar.{os.getpid()}.part"
    target.parent.mkdir(parents=True)
    target.symlink_to("/dev/full")
    with pytest.raises(StorageFull, match="No space is left"):
        cache.jars(silent)
    assert len(cache.jars(silent)) == 2
