"""A small WSGI application that stands for the old Argus: it answers everything and knows the same session cookie."""

from __future__ import annotations

import hashlib
import json
import logging.config
import time
from collections.abc import Iterable, Iterator
from http.cookies import SimpleCookie
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from itsdangerous import BadSignature, URLSafeTimedSerializer

SECRET = "MUSTBEUNIQUE"

# The old application sets up logging when it is imported, and does away with every logger that it does not know.
logging.config.dictConfig({"version": 1, "disable_existing_loggers": True, "root": {"level": "ERROR", "handlers": []}})


def sessions() -> URLSafeTimedSerializer:
    """The cookie's format."""
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha1}
    return URLSafeTimedSerializer(SECRET, salt="cookie-session", signer_kwargs=options)


def read_session(environ: WSGIEnvironment) -> dict[str, Any]:
    """The session of a request."""
    cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("session")
    try:
        found: dict[str, Any] = sessions().loads(cookie.value) if cookie else {}
    except BadSignature:
        return {}
    return found


def broken() -> Iterator[bytes]:
    """An answer that fails when it has begun."""
    yield b"begun"
    raise ZeroDivisionError("the old application failed half way")


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Tells what it was asked. `/old/...` paths do more."""
    path = environ["PATH_INFO"]
    headers = [("Content-Type", "application/json"), ("X-Old", "yes")]
    if path == "/old/crash":
        raise ZeroDivisionError("the old application failed")
    if path.startswith("/old/sleep/"):
        time.sleep(float(path.rpartition("/")[2]))
    if path == "/old/work":  # some Python and a look-up, as an answer costs
        for _ in range(40):
            json.loads(json.dumps({str(number): [number] * 5 for number in range(50)}))
        time.sleep(0.001)
    if path == "/old/login":
        user_id = environ["QUERY_STRING"].partition("=")[2]
        headers.append(("Set-Cookie", f"session={sessions().dumps({'user_id': user_id})}; HttpOnly; Path=/"))
    if path == "/old/stream":
        start_response("200 OK", headers)
        return (f"piece {number} {'x' * 10_000}\n".encode() for number in range(10))
    if path == "/old/file":
        start_response("200 OK", [*headers, ("Content-Length", "400000")])
        return (b"y" * 100_000 for _ in range(4))
    if path == "/old/broken-stream":
        start_response("200 OK", headers)
        return broken()
    if path == "/old/write":
        write = start_response("200 OK", headers)
        write(b"written ")
        return [b"returned"]
    length = len(environ["wsgi.input"].read())
    told = {
        "old": True,
        "method": environ["REQUEST_METHOD"],
        "path": path.encode("latin-1").decode(),
        "query": environ["QUERY_STRING"],
        "length": length,
        "session": read_session(environ),
        "address": environ.get("REMOTE_ADDR"),
    }
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else json.dumps(told).encode()
    status = "418 I'M A TEAPOT" if path == "/old/teapot" else "200 OK"
    start_response(status, [*headers, ("Content-Length", str(len(body)))] if body else headers)
    return [body]
