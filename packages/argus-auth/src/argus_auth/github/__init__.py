"""Logging in through GitHub."""
