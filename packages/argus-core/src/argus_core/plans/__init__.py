"""Release plans: what must be tested, by whom."""
