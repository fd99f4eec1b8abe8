"""What SCT runs tell about themselves: a file per group of endpoints."""
