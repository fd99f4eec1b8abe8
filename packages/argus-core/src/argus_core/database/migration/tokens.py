"""Schema files as tokens, and tokens as statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from argus_core.database.migration.errors import SchemaFileError

TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<mark>--[ ]*@[a-z-]+[ ]*$)
    | (?P<comment>--[^\n]*|//[^\n]*|/\*.*?\*/)
    | (?P<text>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")+")
    | (?P<placeholder>\$\{[a-z]+\})
    | (?P<word>\w+)
    | (?P<sign>[^\w\s'"])
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
SERVER_PREFIX = re.compile(r"^[ \t]*-- @(cassandra|scylla): ?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a file. `kind` is the name of its group in TOKEN, `line` counts from 1."""

    kind: str
    text: str
    line: int

    @property
    def value(self) -> str:
        """The meaning: a quoted name without its quotes, a word in lower case, a mark without its dashes."""
        if self.kind == "quoted":
            return self.text[1:-1].replace('""', '"')
        if self.kind == "text":
            return self.text[1:-1].replace("''", "'")
        if self.kind == "mark":
            return self.text.lstrip("- ").rstrip()
        return self.text.lower()


def for_server(text: str, flavour: str) -> str:
    """A file with the lines of one server switched on; those of the other stay comments. Line numbers stay."""
    return SERVER_PREFIX.sub(lambda found: "" if found[1] == flavour else found[0], text)


def tokens(text: str, file: str) -> Iterator[Token]:
    """All tokens of a file, spaces and comments included. Raises SchemaFileError for an open text or comment."""
    place, line = 0, 1
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise SchemaFileError(f"{file}, line {line}: a quotation that is opened here is never closed")
        yield Token(found.lastgroup or "", found[0], line)
        line += found[0].count("\n")
        place = found.end()


def statements(text: str, file: str) -> Iterator[list[Token]]:
    """The tokens of each statement, without its semicolon. Raises SchemaFileError when the last one is not ended."""
    statement: list[Token] = []
    for token in tokens(text, file):
        if token.text == ";":
            yield statement
            statement = []
        elif statement or token.kind not in ("space", "comment", "mark"):
            statement.append(token)
    if statement:
        raise SchemaFileError(f"{file}, line {statement[0].line}: the last statement has no semicolon at its end")


def plain_text(statement: list[Token]) -> str:
    """A statement as the server gets it: without comments and without what they leave behind."""
    text = "".join(token.text for token in statement if token.kind not in ("comment", "mark"))
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
