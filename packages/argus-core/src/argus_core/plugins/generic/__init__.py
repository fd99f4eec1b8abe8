"""Generic runs: dtest, pytest and anything else without a run type of its own."""

from argus_core.plugins.generic.run_type import GenericRunType

RUN_TYPE = GenericRunType

__all__ = ["RUN_TYPE", "GenericRunType"]
