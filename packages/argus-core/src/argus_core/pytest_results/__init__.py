"""Results of single pytest tests, and statistics over them."""
