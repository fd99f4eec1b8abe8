"""The list of releases."""
