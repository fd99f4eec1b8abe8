"""The first page: what ran lately."""
