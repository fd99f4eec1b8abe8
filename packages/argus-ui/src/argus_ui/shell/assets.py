"""The built front end: which files a page loads, from the manifest that Vite writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[1] / "static"
DIST = STATIC / "dist"
MANIFEST = DIST / "manifest.json"
ENTRY = "src/main.ts"
PREFIX = "/s/dist/"


class FrontEndMissing(RuntimeError):
    """The package was made without its front end."""

    def __init__(self) -> None:
        super().__init__(
            "The front end is not built. In a checkout, `make run` builds it; a wheel of argus-alm-ui carries it."
        )


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses of the files of a page.

    script: the module that starts the application. styles: its style sheets. preloads: modules that it will need at
    once. pages: the modules of each lazily loaded page, by the name of its source file.
    """

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]
    pages: dict[str, tuple[str, ...]]


def read_assets(manifest: Path = MANIFEST) -> Assets:
    """The assets of the built front end; raises FrontEndMissing."""
    try:
        chunks: dict[str, dict[str, Any]] = json.loads(manifest.read_bytes())
    except FileNotFoundError:
        raise FrontEndMissing from None
    entry = chunks[ENTRY]
    loaded = _with_imports(chunks, ENTRY)
    pages = {
        source: tuple(PREFIX + chunks[name]["file"] for name in _with_imports(chunks, source) if name not in loaded)
        for source in entry.get("dynamicImports", [])
    }
    return Assets(
        script=PREFIX + entry["file"],
        styles=tuple(PREFIX + style for name in loaded for style in chunks[name].get("css", [])),
        preloads=tuple(PREFIX + chunks[name]["file"] for name in loaded if name != ENTRY),
        pages=pages,
    )


def _with_imports(chunks: dict[str, dict[str, Any]], first: str) -> list[str]:
    """A chunk and everything that it imports at once, in order."""
    found: list[str] = []
    waiting = [first]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += chunks[name].get("imports", [])
    return found
