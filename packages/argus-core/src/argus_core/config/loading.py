"""Finding and reading the configuration: a file, environment variables over it, overrides by code over both."""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import ValidationError

from argus_core.config.errors import ConfigurationError
from argus_core.config.faults import explain, line, missing
from argus_core.config.settings import Settings

FILE_NAME = "argus_web.yaml"
PREFIX = "ARGUS_"
FILE_VARIABLE = "ARGUS_CONFIG"
NOT_FOUND = "Failed to locate web application config file!"
VARIABLES_WITHOUT_PREFIX = frozenset({"event_summarization_prompt_version"})
"""Keys that the summarisation worker has always read from a variable of their own name, too."""


@dataclass(slots=True)
class _Found:
    """Values by attribute, where each came from, and faults seen so far."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def take(self, name: str, value: Any, origin: str) -> None:
        self.values[name] = value
        self.origins[name] = origin


def load_settings(
    overrides: Mapping[str, Any] | None = None, *, cwd: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings of this machine.

    The file is the one that `ARGUS_CONFIG` names (relative to the working directory), else the first that exists of
    `config/argus_web.yaml` in the installation's root (see `installation_root`), `argus_web.yaml` in the working
    directory, `../config/argus_web.yaml`. `ARGUS_<KEY>` overrides a key: lists as JSON or texts separated by commas,
    mappings as JSON. `overrides` (upper-case keys) override both. Unknown keys are ignored, and so are keys of the file
    that are not upper-case or have no value. Raises ConfigurationError.
    """
    variables = os.environ if environ is None else environ
    folder = cwd or Path.cwd()
    path = _find_file(variables, folder)
    found = _Found()
    if path:
        _read_file(path, found)
    _read_variables(variables, found)
    for key, value in (overrides or {}).items():
        found.faults.pop(key.lower(), None)
        if key.lower() in Settings.model_fields:
            found.take(key.lower(), value, "the overrides")
    try:
        settings = Settings(**found.values)
    except ValidationError as error:
        heading = [_nothing_found(folder)] if path is None and missing(error) - found.faults.keys() else []
        raise ConfigurationError(_text(heading, explain(error, found.origins) | found.faults)) from None
    if found.faults:
        raise ConfigurationError(_text([], found.faults))
    return settings


def installation_root(environment: Path) -> Path:
    """The installation that a Python environment belongs to: its nearest parent that holds a folder `config`.

    So `/home/argus/app/.venv` belongs to `/home/argus/app`. The direct parent when none holds one.
    """
    return next((parent for parent in environment.parents if (parent / "config").is_dir()), environment.parent)


def candidates(folder: Path) -> list[Path]:
    """Where the file is looked for, in order; `folder` is the working directory."""
    root = installation_root(Path(sys.prefix))
    return [root / "config" / FILE_NAME, folder / FILE_NAME, folder.parent / "config" / FILE_NAME]


def _text(heading: list[str], faults: Mapping[str, list[str]]) -> str:
    return "\n".join([*heading, *(text for texts in faults.values() for text in texts)])


def _nothing_found(folder: Path) -> str:
    looked = ", ".join(str(place) for place in dict.fromkeys(candidates(folder)))
    return f"{NOT_FOUND} Looked for {looked}; {FILE_VARIABLE} may name another."


def _find_file(variables: Mapping[str, str], folder: Path) -> Path | None:
    named = variables.get(FILE_VARIABLE)
    if named:
        path = folder / named
        if not path.is_file():
            raise ConfigurationError(f"{FILE_VARIABLE} names {path}, which is no file.")
        return path
    return next((path for path in candidates(folder) if path.is_file()), None)


def _read_file(path: Path, found: _Found) -> None:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is no UTF-8 text.") from None
    except yaml.MarkedYAMLError as error:
        raise ConfigurationError(_yaml_fault(path, error)) from None
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date like 2025-02-30
        raise ConfigurationError(f"{path} is no valid YAML.") from None
    if content is None:
        return
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} holds no mapping of keys to values.")
    for key, value in content.items():
        # Only upper-case keys count, as ever. A key without a value takes its default.
        if isinstance(key, str) and key.isupper() and key.lower() in Settings.model_fields and value is not None:
            found.take(key.lower(), value, str(path))


def _yaml_fault(path: Path, error: yaml.MarkedYAMLError) -> str:
    """File, line and fault. The parser quotes names that begin a value: those may be the beginning of a password."""
    place = f"{path}, line {error.problem_mark.line + 1}" if error.problem_mark else str(path)
    problem = error.problem or "no valid YAML"
    if any(word in problem for word in ("alias", "anchor", "tag", "directive")):
        return f"{place}: a value that begins with *, &, ! or % must be in quotes."
    return f"{place}: {problem}."


def _read_variables(variables: Mapping[str, str], found: _Found) -> None:
    for name, info in Settings.model_fields.items():
        names = [PREFIX + name.upper(), *([name.upper()] if name in VARIABLES_WITHOUT_PREFIX else [])]
        variable = next((candidate for candidate in names if candidate in variables), None)
        if variable is None:
            continue
        text, kind = variables[variable], _container(info.annotation)
        try:
            found.take(name, _parse(text, kind) if kind else text, variable)
        except ValueError:
            found.faults[name] = [line(name, f"found no valid JSON in {variable}")]


def _container(annotation: Any) -> type | None:
    """list or dict when the key holds one."""
    origin = get_origin(annotation)
    if origin in (Annotated, Union, types.UnionType):
        return next((kind for kind in map(_container, get_args(annotation)) if kind), None)
    return origin if origin in (list, dict) else None


def _parse(text: str, kind: type) -> Any:
    """JSON; for lists also texts separated by commas. Raises ValueError."""
    if kind is list and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    return json.loads(text)
