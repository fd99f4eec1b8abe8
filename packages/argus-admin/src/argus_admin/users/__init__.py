"""The administration of accounts."""
