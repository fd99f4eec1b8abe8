"""Generic results: tables of numbers and texts that a test submits run after run, and judges against earlier ones."""
