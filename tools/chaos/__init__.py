"""A drill: submissions through many connections while the server is killed and the database is stopped.

Afterwards every acknowledged submission must be there exactly once, and none by half.
"""
