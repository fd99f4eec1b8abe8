"""The kinds of values that keys of `argus_web.yaml` take."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints


@dataclass(frozen=True, slots=True)
class Expected:
    """What a key takes, in words that end the sentence "expected …"."""

    words: str


def _absent_if_empty(value: Any) -> Any:
    return None if value == "" else value


def _level(value: str) -> str:
    level = {"WARN": "WARNING", "FATAL": "CRITICAL"}.get(value.upper(), value.upper())
    if level == "NOTSET" or level not in logging.getLevelNamesMapping():
        raise ValueError("no level")
    return level


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or not value.partition("://")[2].strip("/"):
        raise ValueError("no address")
    return value.rstrip("/")


def _proxy(value: str) -> str:
    """A network whose address has host bits set would be trusted by nobody: refused here, where somebody reads it."""
    if value != "*":
        ip_network(value) if "/" in value else ip_address(value)
    return value


def _on_or_off(value: Any) -> Any:
    """YAML reads a bare `on` and `off` as truth values."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


def _absent_if_false(value: Any) -> Any:
    """The old web framework took `false` for "none"."""
    return None if value is False or value == "" else value


def _capitalised(value: Any) -> Any:
    return value.capitalize() if isinstance(value, str) else value


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[str | None, BeforeValidator(_absent_if_empty)]
Version = Annotated[str | None, BeforeValidator(_absent_if_empty), BeforeValidator(_number_as_text)]
Secret = Annotated[SecretStr | None, BeforeValidator(_absent_if_empty)]
Level = Annotated[str, AfterValidator(_level), Expected("DEBUG, INFO, WARNING, ERROR or CRITICAL")]
Address = Annotated[
    Annotated[str, AfterValidator(_address)] | None,
    BeforeValidator(_absent_if_empty),
    Expected("an address that starts with http:// or https://"),
]
Keyspace = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$"),
    Expected("at most 48 of the characters a-z, 0-9 and _, a letter first"),
]
Proxies = Annotated[
    list[Annotated[str, AfterValidator(_proxy)]],
    Expected("a list of addresses and networks (127.0.0.1, 10.0.0.0/8), or * alone to trust whoever connects"),
]
CookieDomain = Annotated[str | None, BeforeValidator(_absent_if_false)]
SameSite = Annotated[
    Literal["Strict", "Lax", "None"] | None, BeforeValidator(_capitalised), BeforeValidator(_absent_if_false)
]
Attribute = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")] | None,
    BeforeValidator(_absent_if_empty),
    Expected("a text like module:attribute"),
]
Port = Annotated[int | None, BeforeValidator(_absent_if_empty)]
BlueprintState = Annotated[Literal["on", "off", "legacy"], BeforeValidator(_on_or_off)]
