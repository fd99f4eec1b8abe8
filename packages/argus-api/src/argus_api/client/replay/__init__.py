"""Replay: recorded calls of clients are made again, in a safe order."""
