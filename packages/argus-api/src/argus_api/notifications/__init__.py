"""The caller's notifications over HTTP."""
