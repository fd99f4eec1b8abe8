"""Static files."""

from __future__ import annotations

import gzip
import os
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from argus_core.http.static import is_hashed

HELLO = "/s/hello.txt"


async def test_a_file_with_what_caches_need(ask: Any) -> None:
    answer = await ask("GET", HELLO)
    assert (answer.status, answer.body) == (200, b"hello world")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-length"] == "11"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "inline; filename=hello.txt"
    assert {"etag", "last-modified"} <= set(answer.headers)
    head = await ask("HEAD", HELLO)
    assert (head.body, head.headers["etag"]) == (b"", answer.headers["etag"])


@pytest.mark.parametrize("name", ["argus.png", "no-user-picture.png"])
async def test_the_pictures_that_core_ships(ask: Any, name: str) -> None:
    answer = await ask("GET", f"/s/{name}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == f"inline; filename={name}"
    assert answer.body.startswith(b"\x89PNG\r\n\x1a\n")
    assert answer.body.endswith(b"IEND\xaeB`\x82")
    assert int(answer.headers["content-length"]) == len(answer.body)


async def test_who_has_the_file_is_told_so(ask: Any) -> None:
    known = (await ask("GET", HELLO)).headers
    tag, modified = known["etag"], known["last-modified"]
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"other", W/{tag}'},
        {"if-none-match": "*"},
        {"if-modified-since": modified},
        {"if-modified-since": formatdate(usegmt=True)},
    ):
        answer = await ask("GET", HELLO, headers=headers)
        assert (answer.status, answer.body) == (304, b"")
        assert (answer.headers["etag"], answer.headers["cache-control"]) == (tag, "no-cache")


async def test_who_has_another_file_gets_this_one(ask: Any) -> None:
    known = (await ask("GET", HELLO)).headers
    for headers in (
        {"if-none-match": '"other"'},
        {"if-none-match": '"other"', "if-modified-since": known["last-modified"]},
        {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
    ):
        assert (await ask("GET", HELLO, headers=headers)).status == 200


async def test_a_changed_file_has_another_tag(ask: Any, static_folder: Path) -> None:
    file = static_folder / "changing.txt"
    file.write_text("one")
    before = (await ask("GET", "/s/changing.txt")).headers
    file.write_text("two")
    os.utime(file, (1, 1))
    after = await ask("GET", "/s/changing.txt", headers={"if-none-match": before["etag"]})
    assert (after.status, after.body) == (200, b"two")


async def test_parts_of_a_file(ask: Any) -> None:
    part = await ask("GET", HELLO, headers={"range": "bytes=0-4"})
    assert (part.status, part.body) == (206, b"hello")
    assert part.headers["content-range"] == "bytes 0-4/11"
    end = await ask("GET", HELLO, headers={"range": "bytes=-5", "accept-encoding": "gzip"})
    assert (end.status, end.body) == (206, b"world")
    two = await ask("GET", HELLO, headers={"range": "bytes=0-0,10-10"})
    assert two.status == 206
    assert two.headers["content-type"].startswith("multipart/byteranges")
    beyond = await ask("GET", HELLO, headers={"range": "bytes=50-60"})
    assert (beyond.status, beyond.headers["content-range"]) == (416, "bytes */11")


async def test_a_part_is_only_sent_of_the_file_that_is_known(ask: Any) -> None:
    tag = (await ask("GET", HELLO)).headers["etag"]
    same = await ask("GET", HELLO, headers={"range": "bytes=0-4", "if-range": tag})
    other = await ask("GET", HELLO, headers={"range": "bytes=0-4", "if-range": '"other"'})
    assert (same.status, other.status) == (206, 200)


@pytest.mark.parametrize(
    "path",
    [
        *("/s", "/s/", "/s/dist", "/s/dist/", "/s/dist/assets", "/s/missing.png", "/s/.hidden", "/s/hello.txt/"),
        *("/s/../outside.txt", "/s/%2e%2e/outside.txt", "/s/..%2foutside.txt", "/s/dist/../../outside.txt"),
        *("/s/%2fetc%2fpasswd", "/s//etc/passwd", "/s/..%5coutside.txt", "/s/link.txt", "/s/hello.txt%00.png"),
        "/s/" + "x" * 5000,
    ],
)
async def test_what_is_no_file_of_ours(ask: Any, path: str) -> None:
    answer = await ask("GET", path)
    assert answer.status == 404
    assert b"secret" not in answer.body


async def test_other_methods(ask: Any) -> None:
    answer = await ask("POST", HELLO)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_built_files_are_kept_for_ever_and_sent_compressed(ask: Any) -> None:
    answer = await ask("GET", "/s/dist/assets/main-BxK3v9a2.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["etag"].startswith('W/"')
    assert gzip.decompress(answer.body).startswith(b"let a = 1;")
    again = {"if-none-match": answer.headers["etag"], "accept-encoding": "gzip"}
    assert (await ask("GET", "/s/dist/assets/main-BxK3v9a2.js", headers=again)).status == 304
    assert (await ask("GET", "/s/dist/style.css")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "hashed"),
    [
        ("dist/assets/main-BxK3v9a2.js", True),
        ("dist/assets/main-BxK3v9a2.js.map", True),
        ("dist/main.4f3c2b1a.css", True),
        ("dist/assets/index-Aa_-bcde.css", True),
        ("dist/assets/main.js", False),
        ("dist/user-pictures.png", False),
        ("dist/no-user-picture.png", False),
        ("reports/summary-20240101.html", False),
    ],
)
def test_names_with_a_hash(name: str, hashed: bool) -> None:
    assert is_hashed(name) is hashed


async def test_nobody_asks_who_wants_a_file(ask: Any) -> None:
    """Neither the token nor the session is looked at: the answer would vary with the cookie otherwise."""
    for headers in ({"authorization": "token no-such-token"}, {"authorization": "token"}, {"cookie": "session=x.y.z"}):
        answer = await ask("GET", HELLO, headers=headers)
        assert answer.status == 200
        assert "set-cookie" not in answer.headers
        assert "vary" not in answer.headers
