"""argus-server."""
