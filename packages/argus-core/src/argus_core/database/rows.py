"""Rows as typed classes.

A row class is a dataclass (slots, keyword-only) whose fields are columns; the annotations of this module say both
the Python and the CQL type. A class names its table and lists all its columns, or is a *projection* of one or several
tables with the same columns. A test holds every class against the live schema, both ways.

NULL collections read as empty ones, as the database does not tell the two apart. Every other column may be None.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class Cql:
    """The CQL type of a column, as the server's system tables write it."""

    type: str


Text = Annotated[str | None, Cql("text")]
Ascii = Annotated[str | None, Cql("ascii")]
Uuid = Annotated[UUID | None, Cql("uuid")]
TimeUuid = Annotated[UUID | None, Cql("timeuuid")]
Timestamp = Annotated[datetime | None, Cql("timestamp")]
"""Naive, UTC, millisecond precision."""
TimeOfDay = Annotated[time | None, Cql("time")]
Int = Annotated[int | None, Cql("int")]
SmallInt = Annotated[int | None, Cql("smallint")]
TinyInt = Annotated[int | None, Cql("tinyint")]
BigInt = Annotated[int | None, Cql("bigint")]
Boolean = Annotated[bool | None, Cql("boolean")]
Float = Annotated[float | None, Cql("float")]
Double = Annotated[float | None, Cql("double")]
Blob = Annotated[bytes | None, Cql("blob")]
TextList = Annotated[list[str], Cql("list<text>")]
TextSet = Annotated[set[str], Cql("set<text>")]
UuidList = Annotated[list[UUID], Cql("list<uuid>")]
TextMap = Annotated[dict[str, str], Cql("map<text, text>")]
CountMap = Annotated[dict[str, int], Cql("map<text, int>")]
TextPairs = Annotated[list[tuple[str, str]], Cql("list<frozen<tuple<text, text>>>")]

_COLLECTIONS = {list: list, dict: dict, set: set}


class _Columns:
    """What rows and user-defined types share: reading their annotations."""

    @classmethod
    @cache
    def columns(cls) -> Mapping[str, str]:
        """Column (or field) names and CQL types, in the order of the class; worked out once."""
        hints = get_type_hints(cls, include_extras=True)
        found = {}
        for name, hint in hints.items():
            if get_origin(hint) is Annotated and isinstance(get_args(hint)[1], Cql):
                found[name] = get_args(hint)[1].type
        return MappingProxyType(found)

    def as_dict(self) -> dict[str, Any]:
        """Names and values of all fields, not copied."""
        return {name: getattr(self, name) for name in self.field_names()}

    @classmethod
    @cache
    def field_names(cls) -> tuple[str, ...]:
        """Names of the fields; worked out once."""
        return tuple(field.name for field in dataclasses.fields(cls))  # type: ignore[arg-type]  # subclasses are dataclasses


class Row(_Columns):
    """Base of row classes: `@dataclass(slots=True, kw_only=True) class Release(Row, table="argus_release_v2")`."""

    __slots__ = ()
    tables: ClassVar[tuple[str, ...]] = ()
    tablets: ClassVar[bool] = False
    projection: ClassVar[bool] = False
    _empty: ClassVar[dict[str, type]] = {}

    def __init_subclass__(
        cls, *, table: str | Sequence[str] = (), projection: bool = False, tablets: bool = False
    ) -> None:
        super().__init_subclass__()
        if table:
            cls.tables = (table,) if isinstance(table, str) else tuple(table)
            cls.projection = projection
            cls.tablets = tablets

    @classmethod
    def from_answer(cls, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Self]:
        """Instances for the rows of an answer; columns that the class does not know are an error."""
        empty = cls._empty_values()
        places = [(i, empty[name]) for i, name in enumerate(names) if name in empty]
        made = []
        for values in rows:
            row = list(values)
            for place, kind in places:
                if row[place] is None:
                    row[place] = kind()
                elif kind is not list:
                    row[place] = kind(row[place])
            made.append(cls(**dict(zip(names, row, strict=True))))
        return made

    @classmethod
    def _empty_values(cls) -> dict[str, type]:
        """Collection columns and what an empty one is; worked out once per class."""
        known = cls.__dict__.get("_empty")
        if known is None:
            known = {}
            for name, hint in get_type_hints(cls).items():
                kind = get_origin(hint)
                if kind in _COLLECTIONS:
                    known[name] = _COLLECTIONS[kind]
            cls._empty = known
        return known

    @classmethod
    def select(cls, where: str = "", *, table: str | None = None) -> str:
        """SELECT of exactly this class's columns; `where` is appended as it is."""
        names = ", ".join(f'"{name}"' for name in cls.columns())
        return f"SELECT {names} FROM {table or cls.tables[0]} {where}".rstrip()


class Udt(_Columns):
    """Base of user-defined types: instances bind to statements as they are (the driver reads their attributes)."""

    __slots__ = ()
    type_name: ClassVar[str] = ""

    def __init_subclass__(cls, *, name: str = "") -> None:
        super().__init_subclass__()
        if name:
            cls.type_name = name

    @classmethod
    def from_value(cls, value: Any) -> Self | None:
        """An instance from what the driver read (a named tuple), or None."""
        if value is None:
            return None
        known = set(cls.field_names())
        return cls(**{k: v for k, v in value._asdict().items() if k in known})


def loaded_classes(base: type[_Columns]) -> Iterator[type[Any]]:
    """All row classes (or types) that are loaded and name a table (or type)."""
    for cls in base.__subclasses__():
        # A dataclass with slots is made twice; only the second one has fields.
        if hasattr(cls, "__dataclass_fields__") and (getattr(cls, "tables", None) or getattr(cls, "type_name", None)):
            yield cls
        yield from loaded_classes(cls)
