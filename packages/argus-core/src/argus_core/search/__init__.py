"""Search over releases, groups, tests and runs."""
