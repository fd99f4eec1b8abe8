"""Pytest results of a run."""
