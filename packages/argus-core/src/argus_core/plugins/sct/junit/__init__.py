"""JUnit reports of a run."""
