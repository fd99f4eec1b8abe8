"""Results of Gemini, which compares a cluster with an oracle."""
