"""Which version runs."""
