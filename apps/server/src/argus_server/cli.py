"""`argus-server`: the command line.

Only light modules are imported here; each command imports what it needs when it runs.
"""

from __future__ import annotations

import logging
import sys

import typer

from argus_server.commands import demo, inspection, schema, serving, users
from argus_server.commands.configuration import with_development
from argus_server.commands.failures import complain, explain

app = typer.Typer(
    name="argus-server",
    help="Argus: keeps test runs and shows what broke, since when, and whose it is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
serving.register(app)
if with_development():
    from argus_server.commands import development

    development.register(app)
demo.register(app)
schema.register(app)
users.register(app)
inspection.register(app)


def main() -> None:
    """Run a command. What goes wrong ends with one sentence and a code; only a defect of Argus shows a traceback."""
    _tell_warnings()
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as error:
        failure = explain(error)
        if failure is None:
            raise
        complain(failure.message)
        sys.exit(failure.code)
    sys.exit(code if isinstance(code, int) else 0)


class _Sentences(logging.Formatter):
    """The messages alone: whoever types a command has no use for times, names of modules and tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage()


def _tell_warnings() -> None:
    """Warnings go to standard error; `serve` and `dev` replace this by the log of a server."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Sentences())
    logging.getLogger().addHandler(handler)
    logging.getLogger("cassandra").setLevel(logging.CRITICAL)  # its troubles end as our sentence


if __name__ == "__main__":
    main()
