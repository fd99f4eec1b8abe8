"""The run types that come with Argus, one folder each."""
