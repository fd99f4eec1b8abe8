"""Other services that Argus asks. Each has timeouts, and none breaks a page when it is dead."""
