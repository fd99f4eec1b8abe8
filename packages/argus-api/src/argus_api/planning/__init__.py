"""Release plans over HTTP."""
