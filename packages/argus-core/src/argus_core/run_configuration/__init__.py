"""Configurations of runs, and which runs had which setting."""
