"""What SECURITY.md claims is claimed of something: tests that exist, sections that exist, all requirements."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/.-]+\.py::[\w:]+)`", TEXT)))

# Requirements of levels 1 and 2, by section.
WANTED = {
    "6.1": "1 2 3",
    "6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
    "6.3": "1 2 3 4",
    "6.4": "1 2 3 4",
    "6.5": "1 2 3 4 5",
    "6.6": "1 2 3",
    "6.8": "1 2 3 4",
    "7.1": "1 2 3",
    "7.2": "1 2 3 4",
    "7.3": "1 2",
    "7.4": "1 2 3 4 5",
    "7.5": "1 2",
    "7.6": "1 2",
    "8.1": "1 2",
    "8.2": "1 2 3",
    "8.3": "1",
    "8.4": "1",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of the tables."""

    id: str
    level: str
    holds: str
    shown: str


def requirements() -> list[Requirement]:
    """The lines that begin with the number of a requirement."""
    found = []
    for line in TEXT.splitlines():
        if re.match(r"\| \d+\.\d+\.\d+ \|", line):
            number, level, _, holds, shown = [cell.strip() for cell in line.strip("|").split("|")]
            found.append(Requirement(number, level, holds, shown))
    return found


REQUIREMENTS = requirements()


def defined(path: Path) -> set[str]:
    """Names of the test functions of a file; those of classes as `Class::name`."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
            names |= {f"{node.name}::{method.name}" for method in methods}
    return {name for name in names if name.rpartition("::")[2].startswith("test_")}


def anchors() -> set[str]:
    """The sections that links can lead to."""
    titles = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("named", NAMED)
def test_every_named_test_exists(named: str) -> None:
    path, _, name = named.partition("::")
    assert (ROOT / path).is_file()
    assert name in defined(ROOT / path)


def test_no_test_is_named_in_another_way() -> None:
    """Else nobody would look for it."""
    assert TEXT.count("::test_") == sum(TEXT.count(f"`{named}`") for named in NAMED)


def test_all_requirements_are_there_in_their_order() -> None:
    wanted = [f"{section}.{number}" for section, numbers in WANTED.items() for number in numbers.split()]
    assert [requirement.id for requirement in REQUIREMENTS] == wanted
    assert {requirement.level for requirement in REQUIREMENTS} == {"1", "2"}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=[requirement.id for requirement in REQUIREMENTS])
def test_what_holds_is_shown_and_what_does_not_is_explained(requirement: Requirement) -> None:
    assert requirement.holds in ("yes", "partly", "no", "does not apply")
    assert requirement.shown
    tests = [named for named in NAMED if f"`{named}`" in requirement.shown]
    links = re.findall(r"\]\(#([\w-]+)\)", requirement.shown)
    assert set(links) <= anchors()
    if requirement.holds == "yes":
        assert tests or links
    if requirement.holds == "does not apply":
        assert not tests
