"""Machines of a run."""
