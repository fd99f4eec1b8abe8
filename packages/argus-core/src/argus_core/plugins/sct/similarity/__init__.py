"""Events and runs that resemble others."""
