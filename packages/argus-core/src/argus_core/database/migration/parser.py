"""Statements of schema files as values.

Understood is what our own files need: CREATE TYPE, CREATE TABLE with a PRIMARY KEY clause and a clustering order,
CREATE [CUSTOM] INDEX. Anything else is refused with its line, so that no file can say what the migration overlooks.
"""

from __future__ import annotations

from typing import NoReturn

from argus_core.database.migration.errors import SchemaFileError
from argus_core.database.migration.model import Column, Definition, Index, IndexTarget, Statement, Table, UserType
from argus_core.database.migration.tokens import Token, for_server, plain_text, statements

SYNONYMS = {"varchar": "text"}
INDEX_PARTS = ("keys", "entries", "values", "full")


def parse(text: str, *, file: str, flavour: str) -> tuple[Definition, ...]:
    """What a schema file defines for one server. Raises SchemaFileError with the file and the line."""
    return tuple(_Reader(found, file).definition() for found in statements(for_server(text, flavour), file))


class _Reader:
    """Reads one statement from left to right."""

    def __init__(self, statement: list[Token], file: str) -> None:
        self._tokens = [token for token in statement if token.kind not in ("space", "comment")]
        self._place = 0
        self._file = file
        self._statement = Statement(plain_text(statement), statement[0].line)

    # ---- statements ----------------------------------------------------------------------------------------------
    def definition(self) -> Definition:
        self._expect("create")
        kind = self._next()
        if kind.value == "type":
            found: Definition = self._type()
        elif kind.value == "table":
            found = self._table()
        elif kind.value == "index":
            found = self._index()
        elif kind.value == "custom":
            self._expect("index")
            found = self._index()
        else:
            self._fail(kind, "CREATE TYPE, CREATE TABLE or CREATE INDEX")
        if self._place < len(self._tokens):
            self._fail(self._next(), "the end of the statement")
        return found

    def _type(self) -> UserType:
        self._expect("if", "not", "exists")
        token = self._peek()
        if self._keyspace():
            self._fail(token, "a type of the main keyspace")
        name = self._name()
        fields = {}
        self._expect("(")
        while True:
            field = self._name()
            fields[field] = self._cql_type()
            if not self._take(","):
                break
        self._expect(")")
        return UserType(name, fields, self._statement)

    def _table(self) -> Table:
        self._expect("if", "not", "exists")
        in_tablets = self._keyspace()
        name = self._name()
        columns: dict[str, Column] = {}
        self._expect("(")
        while not self._take("primary"):
            column = self._column()
            columns[column.name] = column
        self._expect("key", "(")
        partition_key = self._names() if self._take("(") else (self._name(),)
        clustering_key = {}
        while self._take(","):
            clustering_key[self._name()] = "asc"
        self._expect(")", ")")
        clustering_key.update(self._clustering_order())
        return Table(name, in_tablets, columns, partition_key, clustering_key, self._statement)

    def _column(self) -> Column:
        name = self._name()
        cql_type = self._cql_type()
        static = self._take("static")
        self._expect(",")
        return Column(name, cql_type, static, only_when_created=self._take("@only-when-created"))

    def _clustering_order(self) -> dict[str, str]:
        order: dict[str, str] = {}
        if not self._take("with"):
            return order
        self._expect("clustering", "order", "by", "(")
        while True:
            name = self._name()
            order[name] = self._one_of("asc", "desc")
            if not self._take(","):
                break
        self._expect(")")
        return order

    def _index(self) -> Index:
        self._expect("if", "not", "exists")
        name = self._name()
        self._expect("on")
        in_tablets = self._keyspace()
        table = self._name()
        self._expect("(")
        part = "values"
        if self._peek().kind == "word":
            part = self._one_of(*INDEX_PARTS)
            self._expect("(")
            column = self._name()
            self._expect(")")
        else:
            column = self._name()
        self._expect(")")
        index_class = self._index_class()
        return Index(name, in_tablets, IndexTarget(table, column, part), index_class, self._statement)

    def _index_class(self) -> str:
        if not self._take("using"):
            return ""
        index_class = self._next().value
        if self._take("with"):
            self._expect("options", "=", "{")
            while not self._take("}"):  # the options are the server's business
                self._next()
        return index_class

    # ---- parts ---------------------------------------------------------------------------------------------------
    def _keyspace(self) -> bool:
        """Read `${keyspace}.` or `${tablets}.`; True for the second."""
        token = self._next()
        if token.text not in ("${keyspace}", "${tablets}"):
            self._fail(token, "${keyspace} or ${tablets}")
        self._expect(".")
        return token.text == "${tablets}"

    def _name(self) -> str:
        token = self._next()
        if token.kind != "quoted":
            self._fail(token, "a quoted name")
        return token.value

    def _names(self) -> tuple[str, ...]:
        """Names up to the closing bracket."""
        names = [self._name()]
        while self._take(","):
            names.append(self._name())
        self._expect(")")
        return tuple(names)

    def _cql_type(self) -> str:
        """A type as the server's system tables spell it: lower case, a space after each comma."""
        token = self._next()
        if token.kind != "word":
            self._fail(token, "a CQL type")
        name = SYNONYMS.get(token.value, token.value)
        if not self._take("<"):
            return name
        arguments = [self._cql_type()]
        while self._take(","):
            arguments.append(self._cql_type())
        self._expect(">")
        return f"{name}<{', '.join(arguments)}>"

    # ---- tokens --------------------------------------------------------------------------------------------------
    def _peek(self) -> Token:
        if self._place == len(self._tokens):
            self._fail(self._tokens[-1], "more after this")
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._peek()
        self._place += 1
        return token

    def _take(self, value: str) -> bool:
        """Read the next token if it is this one."""
        at_end = self._place == len(self._tokens)
        if at_end or self._tokens[self._place].kind == "quoted" or self._tokens[self._place].value != value:
            return False
        self._place += 1
        return True

    def _expect(self, *values: str) -> None:
        for value in values:
            token = self._next()
            if token.kind == "quoted" or token.value != value:
                self._fail(token, value.upper())

    def _one_of(self, *values: str) -> str:
        token = self._next()
        if token.value not in values:
            self._fail(token, " or ".join(value.upper() for value in values))
        return token.value

    def _fail(self, token: Token, wanted: str) -> NoReturn:
        raise SchemaFileError(f"{self._file}, line {token.line}: expected {wanted}, found {token.text}")
