"""The npm registry on loopback, with its audit endpoints as of 2026-07-15.

Since that day `/-/npm/v1/security/audits` and `/audits/quick` answer 410, which
is what yarn 1 and pnpm before 11 ask (yarnpkg/yarn#9234, pnpm/pnpm#13033). What
is not an audit is sent on to the real registry.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

REGISTRY = "https://registry.npmjs.org"
GONE = b'{"error":"This endpoint is being retired. Use the bulk advisory endpoint."}'


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("location", f"{REGISTRY}{self.path}")
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        bulk = self.path.endswith("/advisories/bulk")
        content = b"{}" if bulk else GONE
        self.send_response(200 if bulk else 410)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test's output is the build's."""


@contextmanager
def audit_registry() -> Iterator[str]:
    """The address of the registry."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
