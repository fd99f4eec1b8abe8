"""Results of pytest sessions."""
