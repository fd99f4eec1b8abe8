"""Which files a page loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from argus_ui.shell.assets import FrontEndMissing, read_assets


def test_a_page_loads_the_entry_its_imports_and_their_styles(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps(
            {
                "src/main.ts": {
                    "file": "assets/main-1.js",
                    "css": ["assets/main-1.css"],
                    "imports": ["_shared.js"],
                    "dynamicImports": ["src/pages/run/RunPage.svelte"],
                },
                "_shared.js": {"file": "assets/shared-2.js", "css": ["assets/shared-2.css"]},
                "_charts.js": {"file": "assets/charts-3.js", "imports": ["_shared.js"]},
                "src/pages/run/RunPage.svelte": {
                    "file": "assets/RunPage-4.js",
                    "imports": ["_shared.js", "_charts.js"],
                },
            }
        )
    )
    assets = read_assets(manifest)
    assert assets.script == "/s/dist/assets/main-1.js"
    assert assets.styles == ("/s/dist/assets/main-1.css", "/s/dist/assets/shared-2.css")
    assert assets.preloads == ("/s/dist/assets/shared-2.js",)
    assert assets.pages == {
        "src/pages/run/RunPage.svelte": ("/s/dist/assets/RunPage-4.js", "/s/dist/assets/charts-3.js")
    }


def test_a_package_without_its_front_end_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FrontEndMissing, match="make run"):
        read_assets(tmp_path / "manifest.json")
