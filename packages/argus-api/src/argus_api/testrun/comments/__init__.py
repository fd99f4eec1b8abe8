"""Comments on runs."""
