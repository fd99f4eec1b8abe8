"""`CHANGELOG.md` of a package: what is unreleased becomes the section of a version."""

from __future__ import annotations

import re

from tools.release.errors import ReleaseError

UNRELEASED = "## Unreleased"


def unreleased(text: str) -> str:
    """The lines below `## Unreleased`. Raises ReleaseError when there is no such heading."""
    found = re.search(rf"^{UNRELEASED}[ \t]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ReleaseError(f"The changelog has no heading `{UNRELEASED}`.")
    return found[1].strip()


def with_section(text: str, version: str, day: str) -> str:
    """The changelog in which what was unreleased belongs to a version of that day (2026-11-23).

    Raises ReleaseError when nothing is unreleased: what users and operators notice is what a release is for.
    """
    if not unreleased(text):
        raise ReleaseError("The changelog tells of nothing unreleased: write there what users and operators notice.")
    return re.sub(rf"^{UNRELEASED}[ \t]*$", f"{UNRELEASED}\n\n## {version} ({day})", text, count=1, flags=re.MULTILINE)


def is_released(text: str, version: str) -> bool:
    """Whether the version has a section: then its sources are those of its tag, else those of the checkout."""
    return re.search(rf"^## {re.escape(version)}(?: |$)", text, re.MULTILINE) is not None
