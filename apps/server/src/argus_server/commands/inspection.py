"""`packages`, `routes`, `openapi`: what is installed and what it serves."""

from __future__ import annotations

import typer

from argus_server.commands.common import show_table
from argus_server.commands.configuration import settings_or_development


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(packages)
    app.command()(routes)
    app.command()(openapi)


def packages() -> None:
    """Installed packages, their versions, and whether they serve."""
    from rich.table import Table

    from argus_core.application import compose
    from argus_core.application.version import running_version

    composition = compose(settings_or_development())
    table = Table("package", "version", "blueprint", "state")
    states = {blueprint.distribution: (blueprint.name, "on") for blueprint in composition.enabled}
    for name, version in running_version().packages.items():
        table.add_row(name, version, *states.get(name, ("", "")))
    show_table(table)
    for name, state in composition.states.items():
        if state != "on":
            print(f"{name}: {state} {composition.failures.get(name, '')}".rstrip())


def routes() -> None:
    """Every route with its method, name and policy."""
    from rich.table import Table

    from argus_core.application import compose
    from argus_server.shell import shell_routes

    table = Table("method", "path", "name", "who")
    owned = [*shell_routes.routes, *(r for b in compose(settings_or_development()).enabled for r in b.routes)]
    for route in owned:
        who = ", ".join(sorted(route.policy.roles)) or ("login" if route.policy.login else "anybody")
        table.add_row(", ".join(sorted(route.methods or ())), route.path, route.name, who)
    show_table(table)


def openapi() -> None:
    """The OpenAPI document of everything that is served, as JSON."""
    import json

    from argus_core.application.documents import openapi_schema
    from argus_server.app import create_app

    print(json.dumps(openapi_schema(create_app(settings_or_development())), indent=1, sort_keys=True))
