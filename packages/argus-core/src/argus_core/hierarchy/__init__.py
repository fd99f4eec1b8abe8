"""Releases, their groups, and the tests in them."""
