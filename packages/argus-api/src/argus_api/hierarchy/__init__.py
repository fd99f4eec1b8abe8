"""Releases, groups and tests, as pages and programs look them up."""
