"""The pytest plugin of Argus."""
