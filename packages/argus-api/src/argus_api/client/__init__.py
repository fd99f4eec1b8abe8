"""What CI clients submit."""
