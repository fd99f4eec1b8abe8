"""Serving with worker processes that are replaced without losing a request.

`supervisor` keeps the workers, `worker` is one of them, `connections` ends connections politely, `figures` keeps what
ended workers have counted.
"""
