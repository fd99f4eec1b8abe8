"""Packages under test, and the version that they make known."""
