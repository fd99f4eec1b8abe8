"""Runs and what happened to them."""
