"""What people decide about runs."""
