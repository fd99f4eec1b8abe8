"""Administrators who act as somebody else."""
