"""Finding the installed packages and what the configuration says of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from argus_core.blueprint import GROUP, Blueprint
from argus_core.config import ConfigurationError, Settings

log = logging.getLogger("argus.server")


@dataclass(slots=True)
class Composition:
    """Which blueprints serve: those enabled, those left to the legacy application or off, those that failed."""

    enabled: list[Blueprint] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def fail(self, name: str, error: BaseException) -> None:
        """Take a blueprint out and remember why."""
        log.error("The package %s could not be loaded and serves nothing: %s", name, error, exc_info=error)
        self.failures[name] = f"{type(error).__name__}: {error}"
        self.states[name] = "failed"
        self.enabled = [blueprint for blueprint in self.enabled if blueprint.name != name]


def compose(settings: Settings) -> Composition:
    """Load every installed blueprint that is on.

    A package that fails to load is logged, named by `/readyz`, and takes nothing else down; a required one stops the
    start with a ConfigurationError.
    """
    composition = Composition()
    installed = {point.name: point for point in entry_points(group=GROUP)}
    _check(settings, installed)
    for name, point in sorted(installed.items()):
        state = settings.blueprints.get(name, "on")
        composition.states[name] = state
        if state == "on":
            _load(point, composition, required=name in settings.blueprints_required)
    return composition


def _check(settings: Settings, installed: Mapping[str, EntryPoint]) -> None:
    """Refuse what cannot be meant; warn of packages that are configured but not there (they may have been removed)."""
    for name in sorted(settings.blueprints_required):
        if name not in installed:
            raise ConfigurationError(f"BLUEPRINTS_REQUIRED: the package {name!r} is not installed")
        if settings.blueprints.get(name, "on") != "on":
            raise ConfigurationError(f"BLUEPRINTS_REQUIRED: the package {name!r} is not on in BLUEPRINTS")
    for name, state in sorted(settings.blueprints.items()):
        if state == "legacy" and not settings.legacy_wsgi_app:
            raise ConfigurationError(f"BLUEPRINTS: {name!r} is legacy, but there is no LEGACY_WSGI_APP to serve it")
        if name not in installed:
            log.warning("BLUEPRINTS names %r, which is no installed package", name)


def _load(point: EntryPoint, composition: Composition, *, required: bool) -> None:
    try:
        blueprint = point.load()
        if not isinstance(blueprint, Blueprint):
            raise TypeError(f"{point.value} is no Blueprint")
        composition.enabled.append(blueprint)
    except Exception as error:
        if required:
            raise ConfigurationError(f"The required package {point.name!r} cannot be loaded: {error}") from error
        composition.fail(point.name, error)
