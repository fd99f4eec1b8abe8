"""The command line: `python -m tools.release`. `make release` and `make wheels` call it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from tools.release import pins, procedure, store
from tools.release.errors import ReleaseError

ROOT = Path(__file__).resolve().parents[2]

app = typer.Typer(
    help="Releases the packages of Argus one by one.", no_args_is_help=True, pretty_exceptions_enable=False
)
Name = Annotated[str, typer.Argument(help="argus-core, argus-api, argus-auth, argus-admin, argus-ui or argus-server.")]


class Bump(StrEnum):
    """Which part of the version is raised."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"


@app.command()
def release(
    package: Name,
    bump: Annotated[Bump, typer.Argument(help="Which part of the version is raised.")],
    dry_run: Annotated[bool, typer.Option(help="Do and check everything, show it, keep nothing.")] = False,
) -> None:
    """Version, changelog, wheel, checks, pins, one commit, one tag."""
    made = procedure.release(ROOT, package, bump.value, dry_run=dry_run, tell=_tell)
    if dry_run:
        print(made.difference)
        print(f"A dry run: nothing is kept. The commit would hold the above and have the tag {made.tag}.")
    else:
        print(f"{made.wheel.relative_to(ROOT)} is built, committed and tagged {made.tag}.")
        print(f"Publish it: git push --atomic origin HEAD {made.tag}")


@app.command()
def wheels() -> None:
    """Fill dist/wheels with what deploy/requirements.txt names."""
    changed = procedure.fill_wheels(ROOT)
    print(f"{store.FOLDER} holds every wheel that {pins.FILE} names.")
    if changed:
        print(f"Versions that were never released are built from this checkout: {pins.FILE} changed with them.")


@app.command()
def pin(package: Name, version: Annotated[str, typer.Argument(help="A released version.")]) -> None:
    """Set a package's line in deploy/requirements.txt to a released version: roll back, or forward again."""
    print(procedure.pin(ROOT, package, version, tell=_tell))


@app.command("third-parties")
def third_parties() -> None:
    """Bring the third parties in deploy/requirements.txt to the versions of uv.lock."""
    procedure.renew_third_parties(ROOT, tell=_tell)


def _tell(line: str) -> None:
    print(f"- {line}", flush=True)


def main() -> None:
    """Run a command; what stops a release is one message and code 1."""
    try:
        app()
    except ReleaseError as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
