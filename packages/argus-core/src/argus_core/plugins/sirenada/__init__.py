"""Sirenada runs: tests of a web user interface in browsers."""

from argus_core.plugins.sirenada.run_type import SirenadaRunType

RUN_TYPE = SirenadaRunType

__all__ = ["RUN_TYPE", "SirenadaRunType"]
