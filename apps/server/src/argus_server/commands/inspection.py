"""`packages`, `routes`: what is installed and what it serves."""

from __future__ import annotations

import typer
from argus_core.application import compose
from argus_core.application.version import running_version
from argus_core.config import load_settings
from rich.table import Table

from argus_server.commands.common import out
from argus_server.shell import shell_routes


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(packages)
    app.command()(routes)


def packages() -> None:
    """Installed packages, their versions, and whether they serve."""
    composition = compose(load_settings())
    table = Table("package", "version", "blueprint", "state")
    states = {blueprint.distribution: (blueprint.name, "on") for blueprint in composition.enabled}
    for name, version in running_version().packages.items():
        blueprint, state = states.get(name, ("", ""))
        table.add_row(name, version, blueprint, state)
    out.print(table)
    for name, state in composition.states.items():
        if state != "on":
            out.print(f"{name}: {state} {composition.failures.get(name, '')}".rstrip(), markup=False)


def routes() -> None:
    """Every route with its method, name and policy."""
    table = Table("method", "path", "name", "who")
    owned = [*shell_routes.routes, *(r for b in compose(load_settings()).enabled for r in b.routes)]
    for route in owned:
        who = ", ".join(sorted(route.policy.roles)) or ("login" if route.policy.login else "anybody")
        table.add_row(", ".join(sorted(route.methods or ())), route.path, route.name, who)
    out.print(table)
