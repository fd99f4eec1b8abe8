"""What ran lately, over HTTP."""
