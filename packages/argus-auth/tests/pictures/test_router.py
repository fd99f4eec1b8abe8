"""Profile pictures."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.config import Settings
from argus_core.core import Core
from argus_core.database import Database
from argus_core.pictures.repository import PictureRepository
from argus_core.pictures.service import LARGEST
from argus_core.testing.browser import Browser
from argus_core.testing.world import Account, World
from argus_core.users.accounts import Accounts

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")
JPEG = b"\xff\xd8\xff\xe0rest"
WEBP = b"RIFF\x04\x00\x00\x00WEBPVP8 "


async def upload(browser: Browser, content: bytes, name: str = "me.png", kind: str = "image/png") -> tuple[str, str]:
    answer = await browser.post("/profile/update/picture", files={"filedata": (name, content, kind)})
    assert (answer.status_code, answer.headers["location"]) == (302, "/profile/")
    return browser.flashes[-1]


async def picture_of(core: Core, account: Account) -> UUID:
    found = (await core.of(Accounts).get(account.id)).picture_id
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("content", "mime"),
    [(PNG, "image/png"), (GIF, "image/gif"), (JPEG, "image/jpeg"), (WEBP, "image/webp")],
    ids=["png", "gif", "jpeg", "webp"],
)
async def test_what_is_uploaded_is_given_out(
    browser: Browser, http: httpx.AsyncClient, world: World, core: Core, content: bytes, mime: str
) -> None:
    jane, rob = await world.account(), await world.account()
    browser.be(jane)
    assert await upload(browser, content, kind="image/anything") == ("success", "Profile picture updated.")
    answer = await http.get(f"/storage/picture/{await picture_of(core, jane)}", headers=rob.headers)
    assert answer.content == content
    assert answer.headers["content-type"] == mime
    assert answer.headers["cache-control"] == "private, max-age=86400"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_new_one_replaces_the_old_one(
    browser: Browser, world: World, core: Core, database: Database, settings: Settings
) -> None:
    jane, rows = await world.account(), PictureRepository(database)
    browser.be(jane)
    await upload(browser, PNG)
    first = await picture_of(core, jane)
    old = await rows.by_id(first)
    await upload(browser, GIF, "me.gif")
    new = await rows.by_id(await picture_of(core, jane))
    assert old is not None
    assert new is not None
    assert old.filepath is not None
    assert new.filepath is not None
    assert new.filename == "me.gif"
    assert Path(new.filepath).parent == Path(settings.pictures_dir)
    assert Path(new.filepath).read_bytes() == GIF
    assert not Path(old.filepath).exists()
    assert await rows.by_id(first) is None
    assert (await browser.get(f"/storage/picture/{first}")).status_code == 404


async def test_an_old_one_that_is_gone_already(browser: Browser, world: World, core: Core) -> None:
    jane = await world.account(picture_id=uuid4())
    browser.be(jane)
    assert (await upload(browser, PNG))[0] == "success"


async def test_what_is_refused(browser: Browser, world: World, core: Core, settings: Settings) -> None:
    jane = await world.account()
    before = set(Path(settings.pictures_dir).iterdir())
    for content, kind, message in (
        (b"text", "text/plain", "Expected image/*, got text/plain"),
        (b"", "image/png", "No picture provided"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml", "Expected a PNG, JPEG, GIF or WebP picture."),
        (PNG + b"x" * LARGEST, "image/png", "The picture is larger than 5 MiB."),
        (PNG + b"x" * (LARGEST + 1_000_000), "image/png", "The picture is larger than 5 MiB."),
    ):
        browser.be(jane)
        assert await upload(browser, content, kind=kind) == ("error", message)
    for sent in ({"data": {"filedata": "text"}}, {"data": {"other": "x"}}, {"json": {"filedata": "x"}}, {}):
        browser.be(jane)
        await browser.post("/profile/update/picture", **sent)  # type: ignore[arg-type]  # options of httpx
        assert browser.flashes == [("error", "No picture provided")]
    assert (await core.of(Accounts).get(jane.id)).picture_id is None
    assert set(Path(settings.pictures_dir).iterdir()) == before


async def test_what_is_no_picture_is_no_page_either(http: httpx.AsyncClient, world: World, settings: Settings) -> None:
    """The old system took everything that called itself a picture."""
    jane, file_id, path = await world.account(), uuid4(), Path(settings.pictures_dir) / f"old-{uuid4()}"
    path.write_bytes(b"<svg onload='alert(1)'/>")
    await world.put("web_file_storage", id=file_id, filename="x.svg", filepath=str(path))
    answer = await http.get(f"/storage/picture/{file_id}", headers=jane.headers)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


async def test_pictures_of_the_old_system(http: httpx.AsyncClient, world: World, working_directory: Path) -> None:
    """Their rows hold paths that are relative to the working directory."""
    jane, file_id = await world.account(), uuid4()
    folder = working_directory / "storage" / "profile_pictures"
    folder.mkdir(parents=True)
    (folder / "profile_jane_0123456789").write_bytes(GIF)
    place = "storage/profile_pictures/profile_jane_0123456789"
    await world.put("web_file_storage", id=file_id, filename="me.gif", filepath=place)
    answer = await http.get(f"/storage/picture/{file_id}", headers=jane.headers)
    assert answer.content == GIF


@pytest.mark.parametrize("path", ["secret.txt", "storage/profile_pictures/../../secret.txt", "/etc/passwd", "nul\0"])
async def test_rows_lead_nowhere_else(
    http: httpx.AsyncClient, world: World, working_directory: Path, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    (working_directory / "secret.txt").write_bytes(PNG)
    jane, file_id = await world.account(), uuid4()
    await world.put("web_file_storage", id=file_id, filename="x", filepath=path)
    with caplog.at_level(logging.WARNING, "argus.pictures"):
        assert (await http.get(f"/storage/picture/{file_id}", headers=jane.headers)).status_code == 404
    assert caplog.records


async def test_unknown_ones(http: httpx.AsyncClient, world: World) -> None:
    jane = await world.account()
    for name in (str(uuid4()), "not-an-id"):
        answer = await http.get(f"/storage/picture/{name}", headers=jane.headers)
        assert (answer.status_code, answer.text) == (404, "404 NOT FOUND")
        assert answer.headers["cache-control"] == "no-store"


async def test_nobody_gets_any_and_keeps_the_session(browser: Browser) -> None:
    for headers in ({}, {"Authorization": "token no-such-token"}):
        answer = await browser.get(f"/storage/picture/{uuid4()}", headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_it_is_sent_once(browser: Browser, http: httpx.AsyncClient, world: World, core: Core) -> None:
    jane = await world.account()
    browser.be(jane)
    await upload(browser, PNG)
    path = f"/storage/picture/{await picture_of(core, jane)}"
    etag = (await http.get(path, headers=jane.headers)).headers["etag"]
    answer = await http.get(path, headers=jane.headers | {"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    answer = await http.get(path, headers=jane.headers | {"If-None-Match": '"another"'})
    assert answer.status_code == 200
