"""The life of a run, as clients report it."""
