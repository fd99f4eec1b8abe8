"""Logs and screenshots of runs."""
