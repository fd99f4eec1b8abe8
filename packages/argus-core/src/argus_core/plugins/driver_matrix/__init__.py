"""Driver matrix runs: one database version against many versions of the drivers."""

from argus_core.plugins.driver_matrix.run_type import DriverMatrixRunType

RUN_TYPE = DriverMatrixRunType

__all__ = ["RUN_TYPE", "DriverMatrixRunType"]
