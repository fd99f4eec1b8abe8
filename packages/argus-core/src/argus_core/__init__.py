"""argus-core."""
