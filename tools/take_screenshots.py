"""Pictures of the main pages on the demo data, in `docs/screenshots`: light, dark, and one of a telephone.

python -m tools.take_screenshots                          with a server of its own
python -m tools.take_screenshots http://127.0.0.1:8000    of a running `argus-server dev`
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tools.find_browser import ROOT, find_browser
from tools.run_conformance import free_port

FOLDER = ROOT / "docs" / "screenshots"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
QUALITY = 0.85
LARGEST = 250_000
"""Bytes of a picture."""
SETTLED_MS = 1500
SCT = "scylla-cluster-tests"

TO_WEBP = """
async ([png, quality]) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
"""
"""Chromium is the only program at hand that can write WebP."""


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help="address of a server with demo data; default: start one")
    given = parser.parse_args().url
    FOLDER.mkdir(parents=True, exist_ok=True)
    with nullcontext(given) if given else demo_server() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**find_browser().launch_options())
        for scheme in ("light", "dark"):
            page = logged_in(browser, base, color_scheme=scheme, viewport=WIDE)
            for name, path in addresses(page, base).items():
                show(page, base, path)
                keep(browser, page, f"{name}-{scheme}")
        page = logged_in(browser, base, color_scheme="light", viewport=NARROW)
        show(page, base, addresses(page, base)["run"])
        keep(browser, page, "run-narrow")
        browser.close()
    return 0


@contextmanager
def demo_server() -> Iterator[str]:
    """`argus-server dev` on a free port."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "argus_server.cli", "dev", "--port", str(port), "--no-reload"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while not _ready(base):
            if process.poll() is not None:
                raise SystemExit(f"The server ended with code {process.returncode}.")
            time.sleep(0.2)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def _ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=5):
            return True
    except OSError:
        return False


def logged_in(browser: Browser, base: str, **options: Any) -> Page:
    """A page of the demo data's administrator."""
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.goto(f"{base}/auth/login")
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill("admin")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/workspace")
    return page


def addresses(page: Page, base: str) -> dict[str, str]:
    """Names of pictures, and of what: the newest SCT run that is red stands for all."""
    answer = page.request.get(f"{base}/api/v1/runs/latest?only=red&limit=200").json()
    run = next(run for run in answer["response"] if run["run_type"] == SCT)
    path = f"/tests/{SCT}/{run['id']}"
    return {
        "workspace": "/workspace",
        "releases": "/releases",
        "test": f"/test/{run['test_id']}/runs",
        "run": path,
        "events": f"{path}/sct-events",
        "results": f"{path}/results",
        "environment": f"{path}/setup",
        "logs": f"{path}/logs",
        "discussion": f"{path}/discuss",
        "notifications": "/notifications/",
    }


def show(page: Page, base: str, path: str) -> None:
    """Load a page, to the end."""
    page.goto(base + path)
    page.wait_for_timeout(SETTLED_MS)


def keep(browser: Browser, page: Page, name: str) -> None:
    """Write what is seen of a page."""
    png = base64.b64encode(page.screenshot()).decode()
    converter = browser.new_page()  # one without the policy of our pages
    picture = base64.b64decode(converter.evaluate(TO_WEBP, [png, QUALITY]))
    converter.close()
    if len(picture) > LARGEST:
        raise SystemExit(f"{name} is {len(picture):,} bytes large, more than {LARGEST:,}.")
    place = FOLDER / f"{name}.webp"
    place.write_bytes(picture)
    print(f"{place.relative_to(ROOT)} {len(picture):,} bytes")


if __name__ == "__main__":
    sys.exit(main())
