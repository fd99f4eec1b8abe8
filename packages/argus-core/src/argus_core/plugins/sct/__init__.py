"""Runs of scylla-cluster-tests: long tests of database clusters in clouds."""

from argus_core.plugins.sct.run_type import SctRunType

RUN_TYPE = SctRunType

__all__ = ["RUN_TYPE", "SctRunType"]
