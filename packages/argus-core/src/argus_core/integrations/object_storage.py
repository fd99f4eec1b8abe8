"""Links into S3 that work without credentials for a while.

Logs and screenshots are stored as bare links. The buckets are private, so whoever follows such a link needs one that is
signed. Signing with the configured key pair asks nobody.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from argus_core.caching import AgingCache
from argus_core.errors import ArgusError, ErrorKind

if TYPE_CHECKING:
    from argus_core.core import Core

LIFETIME = timedelta(hours=1)
PATIENCE = "3s"
"""For machines whose credentials come from elsewhere, which has to be asked."""
STORE_AGE, MOST_STORES = 3600, 100
"""Seconds, and how many are kept: links may name any bucket."""
_LINK = re.compile(
    r"(?:https://)?(?P<bucket>[\w-]+)\.s3(?:\.(?P<region>[\w-]+))?\.amazonaws\.com/(?P<key>.+)", re.ASCII | re.DOTALL
)


class StorageNotConfigured(ArgusError):
    """A file lies in S3, and the server has no credentials for it."""

    kind = ErrorKind.UPSTREAM


@dataclass(frozen=True, slots=True)
class Place:
    """A file in S3; `key` is as it stands in the link, `region` None when the link names none."""

    bucket: str
    key: str
    region: str | None

    @property
    def is_plain(self) -> bool:
        """Whether each part of the key is a name: the library tidies up the other keys, which then mean other files."""
        return all(part not in ("", ".", "..") for part in self.key.split("/"))


def place_of(link: str) -> Place | None:
    """Where a link leads in S3; None for links to elsewhere."""
    found = _LINK.fullmatch(link)
    return Place(found["bucket"], found["key"], found["region"]) if found else None


class ObjectStorage:
    """Signs links. The library's stores, one per bucket and region, are kept."""

    def __init__(self, core: Core) -> None:
        secret = core.settings.aws_client_secret
        self._id = core.settings.aws_client_id
        self._secret = secret.get_secret_value() if secret is not None else None
        self._stores: AgingCache[tuple[str, str | None], S3Store] = AgingCache(STORE_AGE, size=MOST_STORES)

    async def public_link(self, link: str, lifetime: timedelta = LIFETIME) -> str:
        """A link that anybody can follow: a signed one into S3, any other as it is.

        The region of the link decides about the form of the signature, else `AWS_REGION` or `AWS_DEFAULT_REGION`;
        without any it is the old form, which needs none. Raises StorageNotConfigured.
        """
        place = place_of(link)
        if place is None:
            return link
        region = place.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if self._id and self._secret and (region is None or not place.is_plain):
            return signed_without_region(place, self._id, self._secret, expires=_after(lifetime))
        try:
            store = await self._store(place.bucket, region)
            return await obstore.sign_async(store, "GET", place.key, lifetime)
        except (BaseError, OSError, ValueError, TypeError) as error:
            raise StorageNotConfigured(
                "The file lies in S3, for which this server has no credentials: "
                "AWS_CLIENT_ID and AWS_CLIENT_SECRET are not configured"
            ) from error

    async def _store(self, bucket: str, region: str | None) -> S3Store:
        known = self._stores.get((bucket, region))
        if known is None:
            # It reads the environment and may load certificates.
            known = await asyncio.to_thread(S3Store, bucket, **self._options(region))
            self._stores.put((bucket, region), known)
        return known

    def _options(self, region: str | None) -> dict[str, Any]:
        options: dict[str, Any] = {
            "virtual_hosted_style_request": True,
            "client_options": {"timeout": PATIENCE, "connect_timeout": PATIENCE},
            "retry_config": {"max_retries": 0},
        }
        if region is not None:
            options["region"] = region
        if self._id and self._secret:
            options |= {"access_key_id": self._id, "secret_access_key": self._secret}
        return options


def signed_without_region(place: Place, key_id: str, secret: str, *, expires: int) -> str:
    """A link with a signature of version 2, good until `expires` (seconds since 1970)."""
    path = quote(place.key, safe="/~")
    text = f"GET\n\n\n{expires}\n/{place.bucket}/{path}"
    # The algorithm is part of that version; newer regions refuse it, and their links name the region.
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    signature = quote(base64.b64encode(digest).decode(), safe="")
    query = f"AWSAccessKeyId={quote(key_id, safe='')}&Signature={signature}&Expires={expires}"
    return f"https://{place.bucket}.s3.amazonaws.com/{path}?{query}"


def _after(lifetime: timedelta) -> int:
    return int(time.time() + lifetime.total_seconds())
