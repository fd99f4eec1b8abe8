"""The activity log of runs."""
