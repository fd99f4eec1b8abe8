"""`python -m argus_core.devdb`."""

from argus_core.devdb.cli import app

app()
