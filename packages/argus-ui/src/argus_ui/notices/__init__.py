"""Pages that are not rebuilt yet."""
