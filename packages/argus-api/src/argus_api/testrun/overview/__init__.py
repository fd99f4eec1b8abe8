"""A run in few calls and few bytes, for its page."""
