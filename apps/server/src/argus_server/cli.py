"""`argus-server`: the command line."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import typer
from argus_core.config import ConfigurationError
from argus_core.errors import ArgusError

from argus_server.commands import inspection, schema, serving, users
from argus_server.commands.common import Failure, complain

app = typer.Typer(
    name="argus-server",
    help="Argus: keeps test runs and shows what broke, since when, and whose it is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
serving.register(app)
if find_spec("jgo") is not None:  # the extra `dev`; servers are installed without it
    from argus_server.commands import development

    development.register(app)
schema.register(app)
users.register(app)
inspection.register(app)


def main() -> None:
    """Run a command; whatever goes wrong ends with one sentence and a code, never with a traceback."""
    try:
        app()
    except Failure as failure:
        complain(failure.message)
        sys.exit(failure.code)
    except ConfigurationError as error:
        complain(str(error))
        sys.exit(2)
    except ArgusError as error:
        complain(error.message or error.wire_name)
        sys.exit(3)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
