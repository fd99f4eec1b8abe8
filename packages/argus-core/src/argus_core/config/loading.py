"""Finding and reading the configuration: a file, environment variables over it, overrides by code over both."""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import ValidationError

from argus_core.config.settings import Settings

FILE_NAME = "argus_web.yaml"
PREFIX = "ARGUS_"
FILE_VARIABLE = "ARGUS_CONFIG"
NOT_FOUND = "Failed to locate web application config file!"


class ConfigurationError(Exception):
    """The configuration is missing or wrong: one line per fault, without the values of secrets."""


def load_settings(
    overrides: Mapping[str, Any] | None = None, *, cwd: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings of this machine.

    The file is the one that `ARGUS_CONFIG` names, else the first that exists of `config/argus_web.yaml` in the
    installation's root (the folder that holds the virtual environment), `argus_web.yaml` in the working directory,
    `../config/argus_web.yaml`. `ARGUS_<KEY>` overrides a key, `overrides` override both. Raises ConfigurationError.
    """
    variables = os.environ if environ is None else environ
    folder = cwd or Path.cwd()
    path = _find_file(variables, folder)
    values: dict[str, Any] = _read_file(path) if path else {}
    values |= _from_environment(variables)
    values |= {key.lower(): value for key, value in (overrides or {}).items()}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError(_explain(error, path, folder)) from None


def candidates(folder: Path) -> list[Path]:
    """Where the file is looked for, in order."""
    root = Path(sys.prefix).parent
    return [root / "config" / FILE_NAME, folder / FILE_NAME, folder.parent / "config" / FILE_NAME]


def _find_file(variables: Mapping[str, str], folder: Path) -> Path | None:
    named = variables.get(FILE_VARIABLE)
    if named:
        path = folder / named
        if not path.is_file():
            raise ConfigurationError(f"{FILE_VARIABLE} names {named}, which is no file.")
        return path
    return next((path for path in candidates(folder) if path.is_file()), None)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is no UTF-8 text.") from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigurationError(f"{path}{line}: {error.problem}.") from None
    except yaml.YAMLError:
        raise ConfigurationError(f"{path} is no valid YAML.") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} holds no mapping of keys to values.")
    # Only upper-case keys count, as ever. A key without a value takes its default.
    return {k.lower(): v for k, v in content.items() if isinstance(k, str) and k.isupper() and v is not None}


def _from_environment(variables: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        text = variables.get(PREFIX + name.upper())
        if text is None:
            continue
        kind = _container(field.annotation)
        found[name] = _parse(name, text, kind) if kind else text
    return found


def _container(annotation: Any) -> type | None:
    """list or dict when the key holds one."""
    origin = get_origin(annotation)
    if origin in (Annotated, Union, types.UnionType):
        return next((kind for kind in map(_container, get_args(annotation)) if kind), None)
    return origin if origin in (list, dict) else None


def _parse(name: str, text: str, kind: type) -> Any:
    """JSON; for lists also texts separated by commas."""
    if kind is list and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return json.loads(text)
    except ValueError:
        raise ConfigurationError(
            f"{PREFIX}{name.upper()}: the text is no JSON; expected a JSON {kind.__name__}."
        ) from None


def _explain(error: ValidationError, path: Path | None, folder: Path) -> str:
    faults = error.errors(include_url=False, include_input=False)
    missing = [fault for fault in faults if fault["type"] == "missing"]
    lines = []
    if missing and path is None:
        looked = ", ".join(str(place) for place in candidates(folder))
        lines.append(f"{NOT_FOUND} Looked for {looked}; {FILE_VARIABLE} may name another.")
    for fault in faults:
        key = str(fault["loc"][0]).upper() + "".join(f"[{part}]" for part in fault["loc"][1:])
        field = Settings.model_fields.get(str(fault["loc"][0]))
        meaning = f" ({field.description})" if field is not None and field.description else ""
        if fault["type"] == "missing":
            lines.append(f"{key}: is required{meaning}")
        else:
            lines.append(f"{key}: {fault['msg'].removeprefix('Value error, ')}{meaning}")
    return "\n".join(lines)
