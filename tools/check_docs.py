"""Whether the documentation tells the truth about commands, targets, files and links."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"\bmake ((?:[a-z][a-z-]* ?)+)")
SERVER = re.compile(r"\bargus-server ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
FOLDERS = ("packages/", "apps/", "docs/", "deploy/", "conformance/", "benchmarks/", "tools/", "argus_core/")


def pages() -> list[Path]:
    """All pages of documentation."""
    kept = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("packages/*/*.md"), *ROOT.glob("apps/*/*.md")]
    return sorted(kept)


def make_targets() -> set[str]:
    """Targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def server_commands() -> set[str]:
    """Commands and sub-commands of argus-server."""
    import typer

    from argus_server.cli import app

    found = set()
    top = typer.main.get_command(app)
    for name, command in getattr(top, "commands", {}).items():
        found.add(name)
        found |= {f"{name} {sub}" for sub in getattr(command, "commands", {})}
    return found


def problems_of(page: Path, targets: set[str], commands: set[str]) -> list[str]:
    """What a page says that is not so."""
    text = page.read_text()
    name = page.relative_to(ROOT)
    found = [
        f"{name}: the link {link} leads nowhere"
        for link in LINK.findall(text)
        if "://" not in link and not (page.parent / link).exists()
    ]
    code = [*CODE.findall(BLOCK.sub("", text)), *BLOCK.findall(text)]
    for piece in code:
        for words in MAKE.findall(piece):
            found += [f"{name}: there is no target `make {word}`" for word in words.split() if word not in targets]
        for words in SERVER.findall(piece):
            if words not in commands and words.split()[0] not in commands:
                found.append(f"{name}: there is no command `argus-server {words}`")
        if piece.startswith(FOLDERS) and re.fullmatch(r"[\w./-]+", piece):
            places = (ROOT / piece, ROOT / "packages/argus-core/src" / piece)
            if not any(place.exists() for place in places):
                found.append(f"{name}: there is no {piece}")
    return found


def main() -> int:
    """Check every page."""
    targets, commands = make_targets(), server_commands()
    found = [problem for page in pages() for problem in problems_of(page, targets, commands)]
    print("\n".join(found) or f"{len(pages())} pages of documentation agree with the code.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
