"""What changes on runs, told while it happens."""
