"""Wrong values in words: one line per fault, naming the key, what was found and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from argus_core.config.fields import Expected
from argus_core.config.settings import SECRET_FIELDS, Settings

LONGEST_SHOWN = 60
"""Characters of a wrong value that are shown."""


def explain(error: ValidationError, origins: Mapping[str, str]) -> dict[str, list[str]]:
    """Attribute → lines about it. `origins` says of attributes where their values came from."""
    lines: dict[str, list[str]] = {}
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0])
        lines.setdefault(name, []).append(_line(name, fault, origins.get(name)))
    return lines


def missing(error: ValidationError) -> set[str]:
    """Required attributes that got no value."""
    return {str(fault["loc"][0]) for fault in error.errors(include_input=False) if fault["type"] == "missing"}


def line(name: str, found: str) -> str:
    """One line about an attribute."""
    field = Settings.model_fields[name]
    return f"{name.upper()}: {found}, expected {expected(field)}{_meaning(field)}"


def expected(field: FieldInfo) -> str:
    """What a key takes, in words."""
    for mark in field.metadata:
        if isinstance(mark, Expected):
            return mark.words
    return _words(field.annotation) + _range(field.metadata)


def _line(name: str, fault: ErrorDetails, origin: str | None) -> str:
    position = "".join(f"[{part}]" for part in fault["loc"][1:])
    field = Settings.model_fields[name]
    if fault["type"] == "fault":  # our own checks say all of it
        return f"{name.upper()}: {fault['msg']}{_meaning(field)}"
    if fault["type"] == "missing":
        return line(name, "missing")
    value = fault["input"]
    place = f" in {origin}" if origin else ""
    takes_text = get_origin(field.annotation) is not Literal and str in _flat(field.annotation)
    quotes = " (put it in quotes)" if takes_text and isinstance(value, int | float | date) else ""
    shown = _kind(value) if name in SECRET_FIELDS else _shown(value)
    return f"{name.upper()}{position}: found {shown}{place}, expected {expected(field)}{quotes}{_meaning(field)}"


def _meaning(field: FieldInfo) -> str:
    return f". {field.description}" if field.description else "."


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return _kind(value)
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text" if value else "an empty text"
    names: dict[type, str] = {list: "a list", dict: "a mapping", NoneType: "nothing", date: "a date"}
    return next((words for kind, words in names.items() if isinstance(value, kind)), f"a {type(value).__name__}")


def _flat(annotation: Any) -> set[Any]:
    """The plain types that an annotation is made of, without those inside lists and mappings."""
    if get_origin(annotation) in (Union, UnionType):
        return {part for member in get_args(annotation) for part in _flat(member)}
    return {SecretStr: {str}}.get(annotation, {annotation})


def _words(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _words(next(part for part in parts if part is not NoneType))
    if origin is Literal:
        return " or ".join([", ".join(parts[:-1]), parts[-1]])
    if origin is list:
        return f"a list of {_several(parts[0])}"
    if origin is dict:
        return f"a mapping of names to {_words(parts[1])}"
    if origin is not None:  # Annotated
        return _words(parts[0])
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(annotation, "a text")


def _several(annotation: Any) -> str:
    return _words(annotation) if get_origin(annotation) is Literal else "texts"


def _range(constraints: Iterable[Any]) -> str:
    least = next((mark.ge for mark in constraints if isinstance(mark, Ge)), None)
    above = next((mark.gt for mark in constraints if isinstance(mark, Gt)), None)
    most = next((mark.le for mark in constraints if isinstance(mark, Le)), None)
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" of at least {least}"
    return f" above {above}" if above is not None else ""
