"""Whether installed packages of Argus are whole: `python -I smoke.py argus_core argus_api`.

It needs only what it looks at (argus-core and the named packages): every module can be imported, the blueprint can be
loaded and composed into an application, that has an OpenAPI document, and its folders are there. When the environment
has `ARGUS_SCYLLA_...`, the application is started on that database, too, and every page and endpoint whose path has no
parameter is asked as nobody in particular: it answers, or refuses, but never fails.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import sys
from contextlib import AsyncExitStack
from importlib.metadata import distribution
from types import ModuleType

import httpx
from fastapi import FastAPI

from argus_core.application import build, compose
from argus_core.blueprint import Blueprint
from argus_core.config import Settings, load_settings

OF_EXTRAS = ("argus_core.devdb", "argus_core.testing")
"""Modules for developers: they need the extras `devdb` and `testing`, which servers do not have."""

NOWHERE = {
    "SECRET_KEY": "smoke",
    "BASE_URL": "http://argus.test",
    "SCYLLA_CONTACT_POINTS": ["127.0.0.1"],
    "SCYLLA_USERNAME": "smoke",
    "SCYLLA_PASSWORD": "smoke",
    "SCYLLA_KEYSPACE_NAME": "smoke",
    "JOBS_ENABLED": False,
    "EMAIL_ENABLED": False,
    "GITHUB_ENABLED": False,
    "JIRA_ENABLED": False,
}


def main(modules: list[str]) -> None:
    """Look at these packages; a failure is an exception."""
    imported = sum(import_all(name) for name in modules)
    with_database = "ARGUS_SCYLLA_CONTACT_POINTS" in os.environ
    settings = load_settings() if with_database else load_settings(NOWHERE, environ={})
    composition = compose(settings)
    if composition.failures:
        raise SystemExit(f"These packages cannot be loaded: {composition.failures}")
    names = {blueprint.distribution.replace("-alm-", "_").replace("-", "_") for blueprint in composition.enabled}
    missing = set(modules) - names - {"argus_core", "argus_server"}
    if missing:
        raise SystemExit(f"These packages have no blueprint: {sorted(missing)}")
    for blueprint in composition.enabled:
        look_at_folders(blueprint)
    app = create(settings, modules)
    paths = app.openapi()["paths"]
    asked = asyncio.run(ask(app, composition.enabled)) if with_database else 0
    print(f"{' '.join(modules)}: {imported} modules, {len(paths)} paths, {asked} asked")


def import_all(name: str) -> int:
    """Import every module of a package; how many there are."""
    package = importlib.import_module(name)
    place = package.__file__ or ""
    if not place.startswith(sys.prefix):
        raise SystemExit(f"{name} is not the installed one: {place}")
    found = [module for module in submodules(package) if not module.startswith(OF_EXTRAS)]
    for module in found:
        importlib.import_module(module)
    return len(found) + 1


def submodules(package: ModuleType) -> list[str]:
    """Names of all modules below a package; finding them imports the folders on the way."""

    def failed(name: str) -> None:
        if not name.startswith(OF_EXTRAS):
            raise SystemExit(f"{name} cannot be imported: {sys.exc_info()[1]!r}")

    return [info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.", onerror=failed)]


def look_at_folders(blueprint: Blueprint) -> None:
    """Templates and static files came with the wheel."""
    for folder in (*blueprint.templates, *blueprint.static):
        if not any(file.is_file() for file in folder.rglob("*")):
            raise SystemExit(f"{blueprint.distribution} lacks the files of {folder}")


def create(settings: Settings, modules: list[str]) -> FastAPI:
    """The server's application where the server is, else the one of core with the packages that are here."""
    if "argus_server" in modules:
        points = distribution("argus-alm-server").entry_points
        if not [point for point in points if point.group == "console_scripts" and point.load()]:
            raise SystemExit("argus-alm-server brings no command")
        server = importlib.import_module("argus_server.app")
        made: FastAPI = server.create_app(settings)
        return made
    return build(settings, compose(settings))


async def ask(app: FastAPI, blueprints: list[Blueprint]) -> int:
    """Start the application and ask everything that needs no name; how many answered."""
    routes = [route for blueprint in blueprints for route in blueprint.routes]
    paths = sorted({route.path for route in routes if "GET" in (route.methods or ()) and "{" not in route.path})
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://argus.test"))
        for path in [*paths, "/no/such/path"]:
            answer = await client.get(path)
            if answer.status_code >= 500 or (path == "/no/such/path") != (answer.status_code == 404):
                raise SystemExit(f"GET {path} answers {answer.status_code}: {answer.text[:500]}")
    return len(paths)


if __name__ == "__main__":
    main(sys.argv[1:])
