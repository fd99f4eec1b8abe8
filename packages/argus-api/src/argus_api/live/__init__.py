"""Live updates over HTTP."""
