"""Performance results of a run."""
