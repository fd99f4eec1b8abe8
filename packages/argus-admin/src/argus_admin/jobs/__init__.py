"""Periodic work, as administrators see it."""
