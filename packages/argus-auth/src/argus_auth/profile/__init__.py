"""The own account: what it is, and changing it."""
