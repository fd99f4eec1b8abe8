"""Logs that lie in the object storage but were never reported: their links are submitted, too."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from argus_api.client.replay.records import LOGS, Record
from argus_core.http.requests import parse_uuid

if TYPE_CHECKING:
    from argus_core.core import Core

DEFAULT_BUCKET = "cloudius-jenkins-test"
SUFFIXES = (".tar.zst", ".tar.gz", ".tar.zstd", ".tgz", ".tar", ".zip")
TIMEOUT = "10s"
_LINK = re.compile(r"(?:https://)?(?P<bucket>[a-z0-9.-]+?)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com/(?P<key>.+)")

log = logging.getLogger("argus.replay")


def place_of_link(link: str) -> tuple[str, str] | None:
    """(bucket, key) of a link into the object storage, whatever region it names."""
    found = _LINK.fullmatch(link)
    return (found["bucket"], found["key"]) if found else None


def log_name(key: str) -> str:
    """The file's name without the ending of an archive."""
    name = key.rsplit("/", 1)[-1]
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


class LogBackfill:
    """Lists the object storage."""

    def __init__(self, core: Core) -> None:
        self._settings = core.settings

    async def records(self, records: list[Record]) -> AsyncIterator[Record]:
        """One submission of logs per run whose storage holds more than was recorded."""
        runs = dict.fromkeys(record.run for record in records if record.run is not None)
        submitted = [record for record in records if record.endpoint == LOGS and isinstance(record.body, dict)]
        version = next((r.body["schema_version"] for r in submitted if r.body.get("schema_version")), None)
        for run in runs:
            links = [link for record in submitted if record.run == run for link in _links(record.body)]
            logs = await self._missing(run[1], links)
            if logs:
                body: dict[str, Any] = {"logs": logs} | ({"schema_version": version} if version else {})
                yield Record(0, "POST", LOGS, {"type": run[0], "id": run[1]}, {}, body)

    async def _missing(self, run_id: str, links: list[str]) -> list[dict[str, str]]:
        try:
            folder = str(parse_uuid(run_id))
        except ValueError:
            return []
        places = [place for place in map(place_of_link, links) if place is not None]
        bucket = self._bucket(places)
        try:
            keys = await self._keys(bucket, f"{folder}/")
        except (BaseError, OSError, ValueError, TimeoutError) as error:
            log.warning("The logs of run %s cannot be listed in %s: %s", run_id, bucket, type(error).__name__)
            return []
        known = {key for place_bucket, key in places if place_bucket == bucket}
        return [
            {"log_name": log_name(key), "log_link": f"https://{bucket}.s3.amazonaws.com/{key}"}
            for key in keys
            if key not in known and not key.endswith("/")
        ]

    def _bucket(self, places: list[tuple[str, str]]) -> str:
        """The bucket of a recorded link if it may be looked into, else the configured one."""
        default = self._settings.replay_log_backfill_bucket or DEFAULT_BUCKET
        allowed = {default, DEFAULT_BUCKET, *self._settings.s3_allowed_buckets}
        return next((bucket for bucket, _ in places if bucket in allowed), default)

    async def _keys(self, bucket: str, prefix: str) -> list[str]:
        options: dict[str, Any] = {
            "client_options": {"timeout": TIMEOUT, "connect_timeout": TIMEOUT},
            "retry_config": {"max_retries": 1},
        }
        secret = self._settings.aws_client_secret
        if self._settings.aws_client_id and secret is not None:
            options |= {"access_key_id": self._settings.aws_client_id, "secret_access_key": secret.get_secret_value()}
        store = await asyncio.to_thread(S3Store, bucket, **options)
        found: list[str] = []
        async for page in obstore.list(store, prefix=prefix, chunk_size=1000):
            found += [item["path"] for item in page]
        return found


def _links(body: dict[str, Any]) -> list[str]:
    logs = body.get("logs")
    entries = logs if isinstance(logs, list) else []
    return [str(entry["log_link"]) for entry in entries if isinstance(entry, dict) and entry.get("log_link")]
