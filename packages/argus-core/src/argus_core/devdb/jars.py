"""Cassandra's jars: resolved by jgo, fetched once into the cache folder, checked, reused by every node."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from argus_core.devdb.errors import DependencyMissing, DownloadFailed
from argus_core.devdb.progress import Progress
from argus_core.devdb.storage import check_space, file_lock, readable_os_errors, write_whole

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext, Resolver

CASSANDRA_VERSION = "5.0.8"
CASSANDRA = ("org.apache.cassandra", "cassandra-all", CASSANDRA_VERSION)
NEEDED_SPACE = 150 * 2**20
"""Bytes: 70 MB of jars, the same again while they are written, descriptions."""
CONNECTIONS = 8
TIMEOUT = 30.0
ATTEMPTS = 3
RETRIED_STATUSES = {429, 500, 502, 503, 504}
LOCK_TIMEOUT = 600.0


class JarCache:
    """The folder of downloads that all nodes of a user share: `repository/` in Maven's layout and one list per version.

    The list is written last, so what an interrupted download left is completed by the next one.
    """

    def __init__(self, folder: Path, repository_url: str | None = None) -> None:
        self.folder = folder
        self.repository_url = repository_url or os.environ.get("ARGUS_MAVEN_REPOSITORY")
        self.repository = folder / "repository"
        self.listing = folder / f"cassandra-{CASSANDRA_VERSION}.json"

    def jars(self, progress: Progress) -> list[Path]:
        """The class path, fetched now when it is not complete in the cache.

        Raises DownloadFailed, StorageFull, StorageUnwritable, Busy, DependencyMissing.
        """
        present = self._complete()
        if present is not None:
            return present
        with readable_os_errors(self.folder):
            self.repository.mkdir(parents=True, exist_ok=True)
        lock = file_lock(
            self.folder / "lock",
            timeout=LOCK_TIMEOUT,
            waiting=lambda: progress("Waiting for another process that fetches Cassandra", None),
        )
        with lock:
            return self._complete() or self._fetch(progress)

    def _complete(self) -> list[Path] | None:
        """The jars on the list when all are there in full size; None when there is no list or a jar is amiss."""
        try:
            sizes: dict[str, int] = json.loads(self.listing.read_text())
            if all((self.repository / name).stat().st_size == size for name, size in sizes.items()):
                return [self.repository / name for name in sizes]
        except (OSError, ValueError, AttributeError):
            pass
        return None

    def _fetch(self, progress: Progress) -> list[Path]:
        check_space(self.folder, NEEDED_SPACE)
        with readable_os_errors(self.folder):
            _drop_damaged(self.repository.rglob("*.jar"))
            jars = sorted(_download(self.repository, self.repository_url, progress))
            sizes = {str(jar.relative_to(self.repository)): jar.stat().st_size for jar in jars}
            write_whole(self.listing, json.dumps(sizes, indent=1).encode())
        return jars


def _drop_damaged(jars: Iterable[Path]) -> None:
    """Remove what does not have the checksum that was stored beside it."""
    for jar in list(jars):
        checksum = _checksum_file(jar)
        if not checksum.exists() or checksum.read_text() != hashlib.sha1(jar.read_bytes()).hexdigest():  # noqa: S324
            jar.unlink()


def _download(repository: Path, repository_url: str | None, progress: Progress) -> list[Path]:
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise DependencyMissing(
            "The package jgo is missing: install argus-alm-core with the extra `devdb`, such as by `uv sync`."
        ) from error
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True, limits=httpx.Limits(max_connections=CONNECTIONS)) as http:
        context = MavenContext(
            resolver=_checking_resolver(http, repository),
            repo_cache=repository,
            local_repos=[],
            remote_repos={"central": repository_url.rstrip("/")} if repository_url else None,
        )
        try:
            return _fetch_all(_resolve(context, progress), progress)
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError) as error:
            raise DownloadFailed(
                f"Cassandra {CASSANDRA_VERSION} could not be fetched ({_reason(error)}). It is needed once: check "
                "the network, the proxy variables (HTTPS_PROXY) or name a mirror in ARGUS_MAVEN_REPOSITORY, and start "
                "again; what has arrived is kept."
            ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error.request.url} answers {error.response.status_code}"
    if isinstance(error, httpx.RequestError):
        return f"{error.request.url.host}: {error or type(error).__name__}"
    return str(error)


def _resolve(context: MavenContext, progress: Progress) -> list[Artifact]:
    """Cassandra and all that it needs at run time."""
    from jgo.parse import Coordinate

    progress(f"Resolving Cassandra {CASSANDRA_VERSION}", None)
    group, name, version = CASSANDRA
    coordinate = Coordinate(groupId=group, artifactId=name, version=version, scope="compile")
    wanted, needed = context.resolver.resolve([context.create_dependency(coordinate)])
    return [dependency.artifact for dependency in (*wanted, *needed) if dependency.scope in ("compile", "runtime")]


def _fetch_all(artifacts: list[Artifact], progress: Progress) -> list[Path]:
    with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="devdb-fetch") as threads:
        started = [threads.submit(artifact.resolve) for artifact in artifacts]
        try:
            for done, finished in enumerate(as_completed(started), start=1):
                finished.result()
                progress(f"Fetching Cassandra {CASSANDRA_VERSION}", done / len(started))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    return [future.result() for future in started]


def _checking_resolver(http: httpx.Client, repository: Path) -> Resolver:
    """jgo's own resolver with a download that reuses connections, refuses a wrong checksum and leaves no half files."""
    from jgo.maven import PythonResolver

    class CheckingResolver(PythonResolver):
        def download(self, artifact: Artifact) -> Path:
            target: Path = repository / artifact.component.path_prefix / artifact.cached_filename
            (base,) = artifact.context.remote_repos.values()
            url = f"{base}/{artifact.component.path_prefix.as_posix()}/{artifact.filename}"
            _download_checked(http, url, target)
            return target

    return CheckingResolver()


def _download_checked(http: httpx.Client, url: str, target: Path) -> None:
    content = _get(http, url).content
    checksum = hashlib.sha1(content).hexdigest()  # noqa: S324 - the checksum that Maven repositories publish
    published = _get(http, f"{url}.sha1").text.split()
    if checksum not in published[:1]:
        raise RuntimeError(f"{url} arrived damaged")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content)
    write_whole(_checksum_file(target), checksum.encode())


def _get(http: httpx.Client, url: str) -> httpx.Response:
    """GET, again after a short while when the server is overloaded. Raises httpx.HTTPError."""
    for attempt in range(1, ATTEMPTS + 1):
        with contextlib.suppress(httpx.TransportError) if attempt < ATTEMPTS else contextlib.nullcontext():
            response = http.get(url)
            if response.status_code not in RETRIED_STATUSES or attempt == ATTEMPTS:
                return response.raise_for_status()
        time.sleep(0.5 * attempt)
    raise AssertionError("the last attempt returns or raises")


def _checksum_file(target: Path) -> Path:
    return target.with_name(f"{target.name}.sha1")
