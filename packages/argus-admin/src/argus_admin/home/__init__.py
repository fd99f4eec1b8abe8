"""The entrance of the administration."""
