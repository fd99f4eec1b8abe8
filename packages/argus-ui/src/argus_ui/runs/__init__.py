"""Pages of runs, under all their addresses."""
