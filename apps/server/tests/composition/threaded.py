"""The old application under a plain threaded server of one process: `python threaded.py PORT`."""

from __future__ import annotations

import importlib
import io
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

sys.path.insert(0, str(Path(__file__).parent))


class ThreadedServer(ThreadingMixIn, WSGIServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 1024


class KeptConnections(WSGIRequestHandler):
    """Several requests on a connection, as any server in production has it. Nothing is logged."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Answer until the client closes."""
        self.close_connection = False
        while not self.close_connection:
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                return
            streams = (cast("Any", self.rfile), cast("Any", self.wfile), self.get_stderr())
            handler = ServerHandler(*streams, self.get_environ(), multithread=True)
            handler.http_version = "1.1"
            handler.request_handler = self  # type: ignore[attr-defined]  # as the library does
            length = self.headers.get("content-length")
            if length is None:
                handler.stdin = io.BytesIO()
            handler.run(self.server.get_app())  # type: ignore[attr-defined]  # a WSGIServer


if __name__ == "__main__":
    server = ThreadedServer(("127.0.0.1", int(sys.argv[1])), KeptConnections)
    server.set_app(importlib.import_module("old_argus").app)
    server.serve_forever()
