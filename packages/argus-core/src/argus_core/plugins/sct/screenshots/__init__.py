"""Screenshots that a run took."""
