"""Runs: where they are, how they change, and the interface that each run type fills in."""
